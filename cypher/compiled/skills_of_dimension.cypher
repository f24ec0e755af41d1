// The active skills of a dimension.
// parameters:
// rows: node
MATCH (parent)<-[:IN_DIMENSION]-(node {status: 'ACTIVE'})
WITH node ORDER BY node.slug
