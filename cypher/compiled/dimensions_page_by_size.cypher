// A page of dimensions with a text in their names, those with most active skills first, after the one with a slug, which had `size` then; null takes all.
// parameters: text, after, size, limit
// rows: node
MATCH (node:Dimension) WHERE $text IS NULL OR toLower(node.name) CONTAINS $text
WITH node, COUNT { (node)<-[:IN_DIMENSION]-(:Skill {status: 'ACTIVE'}) } AS rank
WHERE $after = '' OR rank < $size OR (rank = $size AND node.slug > $after)
WITH node ORDER BY rank DESC, node.slug LIMIT $limit
