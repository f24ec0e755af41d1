// How many runs have a decision; null case, role, since or until takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: case, role, since, until
// rows: total
MATCH (run:PipelineRun)
WHERE run.evidence IS NOT NULL AND run.decision IS NOT NULL
  AND ($case IS NULL OR run.decisionCase = $case) AND ($role IS NULL OR run.decisionRole = $role)
  AND ($since IS NULL OR run.createdAt >= datetime($since)) AND ($until IS NULL OR run.createdAt < datetime($until))
RETURN count(run) AS total
