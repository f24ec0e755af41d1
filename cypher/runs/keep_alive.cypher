// Say that a run is being worked on, and whether someone has asked to cancel it since the last time.
// Held first: what is just being asked for is waited for, and not wiped out unseen.
// parameters: uid
// rows: cancelled
MATCH (run:PipelineRun {uid: $uid})
SET run.lock = $uid
REMOVE run.lock
WITH run, coalesce(run.cancelRequested, false) AS cancelled
SET run.updatedAt = datetime()
REMOVE run.cancelRequested
RETURN cancelled
