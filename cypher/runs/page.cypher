// A page of runs, newest first, after the one with a uid.
// parameters: after, limit
// rows: run
OPTIONAL MATCH (last:PipelineRun {uid: $after})
MATCH (run:PipelineRun)
WHERE last IS NULL OR run.createdAt < last.createdAt OR (run.createdAt = last.createdAt AND run.uid < last.uid)
RETURN run {.*} AS run
ORDER BY run.createdAt DESC, run.uid DESC
LIMIT $limit
