// The role that a role specialises.
// parameters:
// rows: node
MATCH (parent)-[:SPECIALISES]->(node:Role)
WITH node ORDER BY node.slug LIMIT 1
