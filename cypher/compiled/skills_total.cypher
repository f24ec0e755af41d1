// How many skills pass a filter; a null condition takes all.
// parameters: status, nature, category, text
// rows: value
COUNT { MATCH (node:Skill)
WHERE node.status = $status
  AND ($nature IS NULL OR node.nature = $nature)
  AND ($category IS NULL OR EXISTS { (node)-[:IN_SUBCATEGORY]->()-[:PART_OF]->(:Category {name: $category}) })
  AND ($text IS NULL OR toLower(node.name) CONTAINS $text
       OR EXISTS { MATCH (node)-[:HAS_ALIAS]->(other:Alias) WHERE other.normalized CONTAINS $text }) }
