// The role that a review item is about.
// parameters:
// rows: node
MATCH (parent)-[:ABOUT]->(node:Role)
WITH node ORDER BY node.slug LIMIT 1
