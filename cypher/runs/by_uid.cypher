// The run with a uid, or with an idempotency key.
// parameters: id
// rows: run
MATCH (run:PipelineRun) WHERE run.uid = $id OR run.idempotencyKey = $id
RETURN run {.*} AS run
