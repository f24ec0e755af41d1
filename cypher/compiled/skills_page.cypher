// A page of skills that pass a filter, by slug, after a slug; a null condition takes all.
// parameters: status, nature, category, text, after, limit
// rows: node
MATCH (node:Skill)
WHERE node.slug > $after AND node.status = $status
  AND ($nature IS NULL OR node.nature = $nature)
  AND ($category IS NULL OR EXISTS { (node)-[:IN_SUBCATEGORY]->()-[:PART_OF]->(:Category {name: $category}) })
  AND ($text IS NULL OR toLower(node.name) CONTAINS $text
       OR EXISTS { MATCH (node)-[:HAS_ALIAS]->(other:Alias) WHERE other.normalized CONTAINS $text })
WITH node ORDER BY node.slug LIMIT $limit
