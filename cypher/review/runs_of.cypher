// The first runs that proposed review items, or repeated what was decided, oldest first.
// parameters: uids, limit
// rows: uid, runs
MATCH (item:ReviewItem) WHERE item.uid IN $uids
RETURN item.uid AS uid, COLLECT { MATCH (item)<-[:PROPOSED|REPEATED]-(r:PipelineRun)
  WITH DISTINCT r ORDER BY r.createdAt, r.uid LIMIT $limit RETURN r.uid } AS runs
