// The run that wrote a link, or that asked for one.
// parameters:
// rows: node
MATCH (node:PipelineRun {uid: parent.runId})
