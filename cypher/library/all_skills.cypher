// Every active skill with its spellings, dimensions, relations and vector.
// parameters:
// rows: skill, category, subCategory, aliases, dimensions, implies, related, embedding
MATCH (s:Skill {status: 'ACTIVE'})
OPTIONAL MATCH (s)-[:IN_SUBCATEGORY]->(sub:SubCategory)-[:PART_OF]->(c:Category)
RETURN
  s {.slug, .name, .description, .nature, .volatility, .lifespan, .versionStrategy, .era, .contextTags,
     .maturityReasoning, .isExtractable, .status} AS skill,
  c.name AS category,
  sub.name AS subCategory,
  COLLECT { MATCH (s)-[h:HAS_ALIAS]->(a:Alias)
            RETURN [a.text, h.type, h.isPrimary, h.matchStrategy] ORDER BY h.isPrimary DESC, a.normalized } AS aliases,
  COLLECT { MATCH (s)-[l:IN_DIMENSION]->(d:Dimension)
            RETURN d.slug ORDER BY coalesce(l.position, 1000), d.slug } AS dimensions,
  COLLECT { MATCH (s)-[:RELATED_TO {kind: 'implies'}]->(o:Skill) RETURN o.slug ORDER BY o.slug } AS implies,
  COLLECT { MATCH (s)-[:RELATED_TO {kind: 'related'}]->(o:Skill) RETURN o.slug ORDER BY o.slug } AS related,
  s.embedding AS embedding
ORDER BY s.slug
