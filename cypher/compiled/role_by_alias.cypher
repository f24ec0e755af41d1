// The role that a spelling leads to, its canonical owner before others.
// parameters: normalized
// rows: node
MATCH (:Alias {normalized: $normalized})<-[link:HAS_ALIAS]-(node:Role)
WHERE coalesce(node.status, 'ACTIVE') IN ['ACTIVE', 'DEPRECATED']
WITH node ORDER BY link.isPrimary DESC, node.slug LIMIT 1
