// The links of roles to a dimension, live ones first, those for which it weighs most before others; candidates that no
// live link has overtaken come with them where they are asked for.
// parameters: candidates, limit
// rows: node
MATCH (other:Role)-[node:HAS_DIMENSION|CANDIDATE_FOR]->(parent)
WHERE type(node) = 'HAS_DIMENSION' OR ($candidates AND NOT EXISTS { (other)-[:HAS_DIMENSION]->(parent) })
WITH node ORDER BY type(node) = 'CANDIDATE_FOR', coalesce(node.position, 1000),
  CASE type(node) WHEN 'CANDIDATE_FOR' THEN -node.confidence ELSE 0 END, other.slug LIMIT $limit
