// The uids of a page of roles that pass a filter, by slug, after a slug; a null condition takes all.
// parameters: family, text, after, limit
// rows: uid, slug
MATCH (r:Role) WHERE r.slug > $after
  AND ($family IS NULL OR r.family = $family)
  AND ($text IS NULL OR toLower(r.name) CONTAINS $text
       OR EXISTS { MATCH (r)-[:HAS_ALIAS]->(a:Alias) WHERE a.normalized CONTAINS $text })
RETURN r.uid AS uid, r.slug AS slug
ORDER BY slug
LIMIT $limit
