// A page of dimensions with a text in their names, by slug, after a slug; null takes all.
// parameters: text, after, limit
// rows: node
MATCH (node:Dimension)
WHERE node.slug > $after AND ($text IS NULL OR toLower(node.name) CONTAINS $text)
WITH node ORDER BY node.slug LIMIT $limit
