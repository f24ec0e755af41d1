// The review items that runs proposed.
// parameters: uids
// rows: run, item, role, skill, firstRun
MATCH (run:PipelineRun)-[:PROPOSED]->(item:ReviewItem) WHERE run.uid IN $uids
RETURN run.uid AS run, item {.*} AS item,
  head(COLLECT { MATCH (item)-[:ABOUT]->(r:Role) RETURN r.uid ORDER BY r.slug }) AS role,
  head(COLLECT { MATCH (item)-[:ABOUT]->(s:Skill) RETURN s.uid ORDER BY s.slug }) AS skill,
  head(COLLECT { MATCH (first:PipelineRun)-[:PROPOSED]->(item) RETURN first.uid ORDER BY first.createdAt }) AS firstRun
ORDER BY item.createdAt, item.key
