// A page of roles that pass a filter, by slug, after a slug; a null condition takes all.
// parameters: family, text, after, limit
// rows: node
MATCH (node:Role) WHERE node.slug > $after
  AND ($family IS NULL OR node.family = $family)
  AND ($text IS NULL OR toLower(node.name) CONTAINS $text
       OR EXISTS { MATCH (node)-[:HAS_ALIAS]->(other:Alias) WHERE other.normalized CONTAINS $text })
WITH node ORDER BY node.slug LIMIT $limit
