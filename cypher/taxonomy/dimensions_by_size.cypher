// The uids of a page of dimensions with a text in their names, and how many active skills they have; those with most first, after the one with a slug, which had `size` then; null takes all.
// parameters: text, after, size, limit
// rows: uid, slug, size
MATCH (d:Dimension) WHERE $text IS NULL OR toLower(d.name) CONTAINS $text
WITH d, COUNT { (d)<-[:IN_DIMENSION]-(:Skill {status: 'ACTIVE'}) } AS size
WHERE $after = '' OR size < $size OR (size = $size AND d.slug > $after)
RETURN d.uid AS uid, d.slug AS slug, size
ORDER BY size DESC, slug
LIMIT $limit
