// How many skills pass a filter; a null condition takes all.
// parameters: status, nature, category, dimension, role, text
// rows: total
MATCH (s:Skill)
WHERE s.status = $status
  AND ($nature IS NULL OR s.nature = $nature)
  AND ($category IS NULL OR EXISTS { (s)-[:IN_SUBCATEGORY]->()-[:PART_OF]->(:Category {name: $category}) })
  AND ($dimension IS NULL OR EXISTS { (s)-[:IN_DIMENSION]->(:Dimension {slug: $dimension}) })
  AND ($role IS NULL OR EXISTS { (s)-[:IN_DIMENSION]->(:Dimension)<-[:HAS_DIMENSION]-(:Role {slug: $role}) })
  AND ($text IS NULL OR toLower(s.name) CONTAINS $text
       OR EXISTS { MATCH (s)-[:HAS_ALIAS]->(a:Alias) WHERE a.normalized CONTAINS $text })
RETURN count(s) AS total
