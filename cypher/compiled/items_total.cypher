// How many review items there are; null takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: kind, status, role, before, least
// rows: value
COUNT { MATCH (node:ReviewItem)
WHERE ($kind IS NULL OR node.kind = $kind) AND ($status IS NULL OR node.status = $status)
  AND ($role IS NULL OR EXISTS { MATCH (node)-[:ABOUT]->(place:Role) WHERE place.slug = $role OR place.uid = $role })
  AND ($before IS NULL OR node.createdAt < datetime($before)) AND ($least IS NULL OR node.count >= $least) }
