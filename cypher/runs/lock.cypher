// Hold a run until the transaction ends, and say how far it is.
// parameters: uid
// rows: finishedStep
MATCH (run:PipelineRun {uid: $uid})
SET run.lock = $uid
REMOVE run.lock
RETURN run.finishedStep AS finishedStep
