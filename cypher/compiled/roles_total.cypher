// How many roles pass a filter; a null condition takes all.
// parameters: family, text
// rows: value
COUNT { MATCH (node:Role)
WHERE ($family IS NULL OR node.family = $family)
  AND ($text IS NULL OR toLower(node.name) CONTAINS $text
       OR EXISTS { MATCH (node)-[:HAS_ALIAS]->(other:Alias) WHERE other.normalized CONTAINS $text }) }
