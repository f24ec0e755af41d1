// The review items with these uids.
// parameters: uids
// rows: item, role, skill, dimension, firstRun, version
MATCH (item:ReviewItem) WHERE item.uid IN $uids
RETURN item {.*} AS item,
  head(COLLECT { MATCH (item)-[:ABOUT]->(r:Role) RETURN r.uid ORDER BY r.slug }) AS role,
  head(COLLECT { MATCH (item)-[:ABOUT]->(s:Skill) RETURN s.uid ORDER BY s.slug }) AS skill,
  head(COLLECT { MATCH (item)-[:ABOUT]->(d:Dimension) RETURN d.uid ORDER BY d.slug }) AS dimension,
  head(COLLECT { MATCH (first:PipelineRun)-[:PROPOSED]->(item) RETURN first.uid ORDER BY first.createdAt }) AS firstRun,
  COUNT { (item)<-[:CHANGED]-(:AuditEvent) } AS version
