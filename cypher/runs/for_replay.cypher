// A page of runs with a decision, newest first, after the one with a uid; null case, role, since or until takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: case, role, since, until, after, limit
// rows: run
OPTIONAL MATCH (last:PipelineRun {uid: $after})
MATCH (run:PipelineRun)
WHERE run.evidence IS NOT NULL AND run.decision IS NOT NULL
  AND ($case IS NULL OR run.decisionCase = $case) AND ($role IS NULL OR run.decisionRole = $role)
  AND ($since IS NULL OR run.createdAt >= datetime($since)) AND ($until IS NULL OR run.createdAt < datetime($until))
  AND ($after IS NULL OR run.createdAt < last.createdAt OR (run.createdAt = last.createdAt AND run.uid < last.uid))
WITH run ORDER BY run.createdAt DESC, run.uid DESC LIMIT $limit
RETURN run {.uid, .createdAt, .jobDescription, .jobTitle, .evidence, .decision} AS run
