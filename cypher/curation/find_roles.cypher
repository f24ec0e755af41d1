// The roles that a uid, a slug or a title leads to, by the best of the three.
// parameters: reference, normalized
// rows: uid, slug, rank
CALL (*) {
  MATCH (r:Role {uid: $reference}) RETURN r, 0 AS rank
UNION
  MATCH (r:Role {slug: $reference}) RETURN r, 1 AS rank
UNION
  MATCH (:Alias {normalized: $normalized})<-[:HAS_ALIAS]-(r:Role) RETURN r, 2 AS rank
}
RETURN r.uid AS uid, r.slug AS slug, rank
ORDER BY rank, slug
