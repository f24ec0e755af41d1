// How many runs there are.
// parameters:
// rows: value
COUNT { (:PipelineRun) }
