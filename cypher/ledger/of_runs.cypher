// The calls of runs, oldest first.
// parameters: uids
// rows: run, call
MATCH (run:PipelineRun)-[:MADE]->(call:LLMCall) WHERE run.uid IN $uids
RETURN run.uid AS run, call {.*} AS call
ORDER BY call.at, call.uid
