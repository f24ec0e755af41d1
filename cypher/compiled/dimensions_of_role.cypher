// The dimensions of a role, in its order of weight.
// parameters:
// rows: node
MATCH (parent)-[link:HAS_DIMENSION]->(node:Dimension)
WITH node ORDER BY coalesce(link.position, 1000), node.slug
