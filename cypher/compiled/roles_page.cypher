// A page of roles, by slug, after a slug.
// parameters: after, limit
// rows: node
MATCH (node:Role) WHERE node.slug > $after
WITH node ORDER BY node.slug LIMIT $limit
