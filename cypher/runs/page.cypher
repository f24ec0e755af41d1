// A page of runs, newest first, after the one with a uid; none after one that is not there.
// parameters: after, limit
// rows: run, calls
OPTIONAL MATCH (last:PipelineRun {uid: $after})
MATCH (run:PipelineRun)
WHERE $after IS NULL OR run.createdAt < last.createdAt OR (run.createdAt = last.createdAt AND run.uid < last.uid)
WITH run ORDER BY run.createdAt DESC, run.uid DESC LIMIT $limit
RETURN run {.*} AS run,
  COLLECT { MATCH (run)-[:MADE]->(call:LLMCall) RETURN call {.*} ORDER BY call.at, call.uid } AS calls
