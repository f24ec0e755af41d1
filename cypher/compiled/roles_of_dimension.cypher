// The roles that work in a dimension; those for which it weighs most first.
// parameters:
// rows: node
MATCH (parent)<-[link:HAS_DIMENSION]-(node:Role)
WITH node ORDER BY coalesce(link.position, 1000), node.slug
