// The skills that wait for a curator, as far as it tells which other is the same.
// parameters:
// rows: uid, slug, name, nature, spellings, dimensions, neighbours, embedding
MATCH (s:Skill {status: 'PENDING'})
RETURN s.uid AS uid, s.slug AS slug, s.name AS name, s.nature AS nature,
  COLLECT { MATCH (s)-[h:HAS_ALIAS]->(a:Alias)
            RETURN [a.text, h.matchStrategy = 'CONTEXT_REQUIRED'] ORDER BY a.normalized } AS spellings,
  COLLECT { MATCH (s)-[:IN_DIMENSION|CANDIDATE_FOR]->(d:Dimension) RETURN DISTINCT d.slug } AS dimensions,
  COLLECT { MATCH (s)-[:RELATED_TO]-(o:Skill) RETURN DISTINCT o.slug } AS neighbours,
  s.embedding AS embedding
ORDER BY slug
