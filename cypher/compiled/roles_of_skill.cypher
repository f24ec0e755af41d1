// The roles that cover a skill through their dimensions.
// parameters:
// rows: node
MATCH (parent)-[:IN_DIMENSION]->(:Dimension)<-[:HAS_DIMENSION]-(node:Role)
WITH DISTINCT node ORDER BY node.slug
