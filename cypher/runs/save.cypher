// Keep what a step found, and where the run stands.
// parameters: uid, properties
// rows: uid
MATCH (run:PipelineRun {uid: $uid})
SET run += $properties, run.updatedAt = datetime()
RETURN run.uid AS uid
