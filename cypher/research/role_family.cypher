// A role with the roles that specialise it, and what they work in, as a picture.
// parameters:
// rows: p
MATCH p = (:Role {slug: 'backend-engineer'})<-[:SPECIALISES]-(:Role)-[:HAS_DIMENSION]->(:Dimension)
RETURN p
