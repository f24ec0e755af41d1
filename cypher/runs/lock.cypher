// Hold a run until the transaction ends, and say how far it is.
// parameters: uid
// rows: finishedStep
MATCH (run:PipelineRun {uid: $uid})
SET run.lock = $uid
RETURN run.finishedStep AS finishedStep
