// The run with a uid.
// parameters: uid
// rows: node
MATCH (node:PipelineRun {uid: $uid})
