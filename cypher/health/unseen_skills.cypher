// Active skills that none of the last runs (how many: runs) found, though they were there before; by slug after a key;
// and how many there are. None before there were so many runs.
// parameters: runs, after, limit
// rows: total, issues
CALL () {
  MATCH (run:PipelineRun) WHERE run.finishedStep IS NOT NULL
  WITH run ORDER BY run.createdAt DESC LIMIT toInteger($runs)
  RETURN count(run) AS known, min(run.createdAt) AS since
}
OPTIONAL MATCH (s:Skill {status: 'ACTIVE'})
WHERE known >= $runs AND s.createdAt < since
  AND NOT EXISTS { MATCH (s)<-[:FOUND]-(run:PipelineRun) WHERE run.createdAt >= since }
WITH s ORDER BY s.slug
WITH [issue IN collect({key: s.slug, names: [s.name], nodes: [['Skill', s.uid]]}) WHERE issue.key IS NOT NULL] AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
