// The run with a uid, or with an idempotency key.
// parameters: id
// rows: run, calls
MATCH (run:PipelineRun) WHERE run.uid = $id OR run.idempotencyKey = $id
RETURN run {.*} AS run,
  COLLECT { MATCH (run)-[:MADE]->(call:LLMCall) RETURN call {.*} ORDER BY call.at, call.uid } AS calls
