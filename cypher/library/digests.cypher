// Slug and content digest of everything that a load wrote before.
// parameters:
// rows: kind, slug, digest
MATCH (n:Skill|Dimension|Role) WHERE n.digest IS NOT NULL
RETURN labels(n)[0] AS kind, n.slug AS slug, n.digest AS digest
