// A page of runs, newest first, after the one with a uid; none after one that is not there.
// parameters: after, limit
// rows: run
OPTIONAL MATCH (last:PipelineRun {uid: $after})
MATCH (run:PipelineRun)
WHERE $after IS NULL OR run.createdAt < last.createdAt OR (run.createdAt = last.createdAt AND run.uid < last.uid)
RETURN run {.*} AS run
ORDER BY run.createdAt DESC, run.uid DESC
LIMIT $limit
