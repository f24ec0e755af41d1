// A page of review items, oldest first, after the one with a uid, none after one that is not there; null kind or status takes all.
// parameters: kind, status, after, limit
// rows: item, role, skill, firstRun
OPTIONAL MATCH (last:ReviewItem {uid: $after})
MATCH (item:ReviewItem)
WHERE ($kind IS NULL OR item.kind = $kind) AND ($status IS NULL OR item.status = $status)
  AND ($after IS NULL OR item.createdAt > last.createdAt OR (item.createdAt = last.createdAt AND item.uid > last.uid))
WITH item ORDER BY item.createdAt, item.uid LIMIT $limit
RETURN item {.*} AS item,
  head(COLLECT { MATCH (item)-[:ABOUT]->(r:Role) RETURN r.uid ORDER BY r.slug }) AS role,
  head(COLLECT { MATCH (item)-[:ABOUT]->(s:Skill) RETURN s.uid ORDER BY s.slug }) AS skill,
  head(COLLECT { MATCH (first:PipelineRun)-[:PROPOSED]->(item) RETURN first.uid ORDER BY first.createdAt }) AS firstRun
