// The skills that a skill implies, is implied by or is otherwise related to; implications first.
// parameters: first
// rows: node
MATCH (parent)-[link:RELATED_TO]-(node:Skill {status: 'ACTIVE'})
WITH node, min(CASE link.kind WHEN 'implies' THEN 0 ELSE 1 END) AS rank
WITH node ORDER BY rank, node.slug LIMIT $first
