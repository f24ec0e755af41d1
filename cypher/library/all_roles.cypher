// Every role with its titles, dimensions in order, KRAs with their vectors, and centroid.
// parameters:
// rows: role, titles, dimensions, kras, specialises, embedding
MATCH (r:Role)
RETURN
  r {.slug, .name, .family, .archetype, .description} AS role,
  COLLECT { MATCH (r)-[h:HAS_ALIAS]->(a:Alias)
            RETURN [a.text, h.type, h.isPrimary, h.matchStrategy] ORDER BY h.isPrimary DESC, a.normalized } AS titles,
  COLLECT { MATCH (r)-[l:HAS_DIMENSION]->(d:Dimension)
            RETURN d.slug ORDER BY coalesce(l.position, 1000), d.slug } AS dimensions,
  COLLECT { MATCH (r)-[h:HAS_KRA]->(k:KRA)
            RETURN [k.text, k.embedding] ORDER BY coalesce(h.position, 1000), k.uid } AS kras,
  head(COLLECT { MATCH (r)-[:SPECIALISES]->(b:Role) RETURN b.slug }) AS specialises,
  r.embedding AS embedding
ORDER BY r.slug
