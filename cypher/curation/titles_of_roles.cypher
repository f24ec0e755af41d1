// The spellings of roles (slugs).
// parameters: slugs
// rows: role, slug, normalized, text
MATCH (r:Role)-[:HAS_ALIAS]->(a:Alias) WHERE r.slug IN $slugs
RETURN r.uid AS role, r.slug AS slug, a.normalized AS normalized, a.text AS text
ORDER BY slug, normalized
