// The skills that a slug, a uid or a spelling leads to, by the best of the three; the spelling's canonical owner first.
// parameters: reference, normalized
// rows: uid, slug, status, rank
CALL (*) {
  MATCH (s:Skill {uid: $reference}) RETURN s, 0 AS rank, true AS canonical
UNION
  MATCH (s:Skill {slug: $reference}) RETURN s, 1 AS rank, true AS canonical
UNION
  MATCH (:Alias {normalized: $normalized})<-[h:HAS_ALIAS]-(s:Skill) RETURN s, 2 AS rank, h.isPrimary AS canonical
}
RETURN s.uid AS uid, s.slug AS slug, s.status AS status, rank
ORDER BY rank, canonical DESC, slug
