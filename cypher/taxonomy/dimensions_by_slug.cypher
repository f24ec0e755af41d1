// The uids of a page of dimensions with a text in their names, and how many active skills they have; by slug, after a slug; null takes all.
// parameters: text, after, limit
// rows: uid, slug, size
MATCH (d:Dimension)
WHERE d.slug > $after AND ($text IS NULL OR toLower(d.name) CONTAINS $text)
WITH d ORDER BY d.slug LIMIT $limit
RETURN d.uid AS uid, d.slug AS slug, COUNT { (d)<-[:IN_DIMENSION]-(:Skill {status: 'ACTIVE'}) } AS size
ORDER BY slug
