// The dimensions of a skill, in its order.
// parameters:
// rows: node
MATCH (parent)-[link:IN_DIMENSION]->(node:Dimension)
WITH node ORDER BY coalesce(link.position, 1000), node.slug
