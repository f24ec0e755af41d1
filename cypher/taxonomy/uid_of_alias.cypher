// The uids of what a spelling leads to: live skills, or roles, by label; the canonical owner first.
// parameters: label, normalized
// rows: uid
MATCH (:Alias {normalized: $normalized})<-[h:HAS_ALIAS]-(n)
WHERE $label IN labels(n) AND coalesce(n.status, 'ACTIVE') IN ['ACTIVE', 'DEPRECATED']
RETURN n.uid AS uid
ORDER BY h.isPrimary DESC, n.slug
