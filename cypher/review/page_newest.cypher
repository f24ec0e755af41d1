// The uids of a page of review items, newest first, after the one with a uid, none after one that is not there; null takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: kind, status, role, before, least, after, limit
// rows: uid
OPTIONAL MATCH (last:ReviewItem {uid: $after})
MATCH (item:ReviewItem)
WHERE ($kind IS NULL OR item.kind = $kind) AND ($status IS NULL OR item.status = $status)
  AND ($role IS NULL OR EXISTS { MATCH (item)-[:ABOUT]->(r:Role) WHERE r.slug = $role OR r.uid = $role })
  AND ($before IS NULL OR item.createdAt < datetime($before)) AND ($least IS NULL OR item.count >= $least)
  AND ($after IS NULL OR item.createdAt < last.createdAt OR (item.createdAt = last.createdAt AND item.uid < last.uid))
RETURN item.uid AS uid
ORDER BY item.createdAt DESC, item.uid DESC
LIMIT $limit
