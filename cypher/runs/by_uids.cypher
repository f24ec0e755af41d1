// The runs with these uids.
// parameters: uids
// rows: run
MATCH (run:PipelineRun) WHERE run.uid IN $uids
RETURN run {.*} AS run
