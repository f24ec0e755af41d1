// The links of a skill to dimensions, live ones first, in its order; candidates that no live link has overtaken come
// with them where they are asked for.
// parameters: candidates, limit
// rows: node
MATCH (parent)-[node:IN_DIMENSION|CANDIDATE_FOR]->(place:Dimension)
WHERE type(node) = 'IN_DIMENSION' OR ($candidates AND NOT EXISTS { (parent)-[:IN_DIMENSION]->(place) })
WITH node ORDER BY type(node) = 'CANDIDATE_FOR', coalesce(node.position, 1000),
  CASE type(node) WHEN 'CANDIDATE_FOR' THEN -node.confidence ELSE 0 END, place.slug LIMIT $limit
