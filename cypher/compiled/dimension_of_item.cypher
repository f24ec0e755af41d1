// The dimension that a review item is about.
// parameters:
// rows: node
MATCH (parent)-[:ABOUT]->(node:Dimension)
WITH node ORDER BY node.slug LIMIT 1
