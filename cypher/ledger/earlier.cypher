// The newest answered call of a request that was paid for, of one run or, with a null run, of any.
// parameters: sha256, run
// rows: call
MATCH (run:PipelineRun)-[:MADE]->(call:LLMCall {requestSha256: $sha256, status: 'OK'})
WHERE $run IS NULL OR run.uid = $run
RETURN call {.*} AS call
ORDER BY call.at DESC
LIMIT 1
