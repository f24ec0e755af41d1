// A page of review items, newest first, after the one with a uid, none after one that is not there; null takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: kind, status, role, before, least, after, limit
// rows: node
OPTIONAL MATCH (other:ReviewItem {uid: $after})
MATCH (node:ReviewItem)
WHERE ($kind IS NULL OR node.kind = $kind) AND ($status IS NULL OR node.status = $status)
  AND ($role IS NULL OR EXISTS { MATCH (node)-[:ABOUT]->(place:Role) WHERE place.slug = $role OR place.uid = $role })
  AND ($before IS NULL OR node.createdAt < datetime($before)) AND ($least IS NULL OR node.count >= $least)
  AND ($after IS NULL OR node.createdAt < other.createdAt OR (node.createdAt = other.createdAt AND node.uid < other.uid))
WITH node ORDER BY node.createdAt DESC, node.uid DESC LIMIT $limit
