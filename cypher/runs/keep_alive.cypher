// Say that a run is being worked on, and whether someone has asked to cancel it since the last time.
// parameters: uid
// rows: cancelled
MATCH (run:PipelineRun {uid: $uid})
WITH run, coalesce(run.cancelRequested, false) AS cancelled
SET run.updatedAt = datetime()
REMOVE run.cancelRequested
RETURN cancelled
