// Take a run over for a step, unless another process is at it and has been heard of in the last `seconds`.
// parameters: uid, seconds
// rows: uid
MATCH (run:PipelineRun {uid: $uid})
SET run.lock = $uid
REMOVE run.lock
WITH run
WHERE run.status <> 'RUNNING' OR run.updatedAt < datetime() - duration({seconds: $seconds})
SET run.status = 'RUNNING', run.updatedAt = datetime()
REMOVE run.cancelRequested, run.failureReason
RETURN run.uid AS uid
