// The roles nearest to one by meaning, with the dimensions that they share.
// parameters:
// rows: role, nearness, shared
MATCH (r:Role {slug: 'data-engineer'})
CALL db.index.vector.queryNodes('role_embedding', 11, r.embedding) YIELD node, score
WHERE node <> r
RETURN node.name AS role, round(score, 3) AS nearness,
       [(r)-[:HAS_DIMENSION]->(d:Dimension)<-[:HAS_DIMENSION]-(node) | d.name] AS shared
