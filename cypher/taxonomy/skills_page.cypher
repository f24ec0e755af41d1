// The uids of a page of skills that pass a filter, by slug, after a slug; a null condition takes all.
// parameters: status, nature, category, dimension, role, text, after, limit
// rows: uid, slug
MATCH (s:Skill)
WHERE s.slug > $after AND s.status = $status
  AND ($nature IS NULL OR s.nature = $nature)
  AND ($category IS NULL OR EXISTS { (s)-[:IN_SUBCATEGORY]->()-[:PART_OF]->(:Category {name: $category}) })
  AND ($dimension IS NULL OR EXISTS { (s)-[:IN_DIMENSION]->(:Dimension {slug: $dimension}) })
  AND ($role IS NULL OR EXISTS { (s)-[:IN_DIMENSION]->(:Dimension)<-[:HAS_DIMENSION]-(:Role {slug: $role}) })
  AND ($text IS NULL OR toLower(s.name) CONTAINS $text
       OR EXISTS { MATCH (s)-[:HAS_ALIAS]->(a:Alias) WHERE a.normalized CONTAINS $text })
RETURN s.uid AS uid, s.slug AS slug
ORDER BY slug
LIMIT $limit
