// How many roles pass a filter; a null condition takes all.
// parameters: family, text
// rows: total
MATCH (r:Role)
WHERE ($family IS NULL OR r.family = $family)
  AND ($text IS NULL OR toLower(r.name) CONTAINS $text
       OR EXISTS { MATCH (r)-[:HAS_ALIAS]->(a:Alias) WHERE a.normalized CONTAINS $text })
RETURN count(r) AS total
