// How many runs there are.
// parameters:
// rows: total
MATCH (run:PipelineRun)
RETURN count(run) AS total
