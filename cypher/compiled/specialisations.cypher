// The roles that specialise a role.
// parameters:
// rows: node
MATCH (parent)<-[:SPECIALISES]-(node:Role)
WITH node ORDER BY node.slug
