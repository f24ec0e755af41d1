// The runs with these uids.
// parameters: uids
// rows: run, calls
MATCH (run:PipelineRun) WHERE run.uid IN $uids
RETURN run {.*} AS run,
  COLLECT { MATCH (run)-[:MADE]->(call:LLMCall) RETURN call {.*} ORDER BY call.at, call.uid } AS calls
