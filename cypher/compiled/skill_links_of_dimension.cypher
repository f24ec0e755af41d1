// The links of active skills to a dimension, live ones first; candidates, of skills that wait for a curator too, come
// with them where they are asked for.
// parameters: candidates, limit
// rows: node
MATCH (other:Skill)-[node:IN_DIMENSION|CANDIDATE_FOR]->(parent)
WHERE (other.status = 'ACTIVE' OR ($candidates AND other.status = 'PENDING'))
  AND (type(node) = 'IN_DIMENSION' OR ($candidates AND NOT EXISTS { (other)-[:IN_DIMENSION]->(parent) }))
WITH node ORDER BY type(node) = 'CANDIDATE_FOR', other.slug LIMIT $limit
