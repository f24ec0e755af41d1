// How many review items there are; null takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: kind, status, role, before, least
// rows: total
MATCH (item:ReviewItem)
WHERE ($kind IS NULL OR item.kind = $kind) AND ($status IS NULL OR item.status = $status)
  AND ($role IS NULL OR EXISTS { MATCH (item)-[:ABOUT]->(r:Role) WHERE r.slug = $role OR r.uid = $role })
  AND ($before IS NULL OR item.createdAt < datetime($before)) AND ($least IS NULL OR item.count >= $least)
RETURN count(item) AS total
