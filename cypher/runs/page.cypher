// A page of runs that pass a filter, newest first, after the one with a uid, none after one that is not there; null takes all.
// Text is a Lucene query for the job description and its title, and its words, all of which may be in the role's name.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: query, terms, role, case, status, since, until, after, limit
// rows: run, calls
OPTIONAL MATCH (last:PipelineRun {uid: $after})
CALL () {
  MATCH (run:PipelineRun) WHERE $query IS NULL
  RETURN run
UNION
  UNWIND CASE WHEN $query IS NULL THEN [] ELSE [$query] END AS sought
  CALL db.index.fulltext.queryNodes('run_words', sought) YIELD node AS run
  RETURN run
UNION
  MATCH (role:Role) WHERE all(word IN $terms WHERE toLower(role.name) CONTAINS word)
  MATCH (run:PipelineRun {decisionRole: role.slug})
  RETURN run
}
WITH last, run
WHERE ($role IS NULL OR run.decisionRole = $role OR EXISTS { (run)-[:RESOLVED_TO]->(:Role {slug: $role}) })
  AND ($case IS NULL OR run.decisionCase = $case) AND ($status IS NULL OR run.status = $status)
  AND ($since IS NULL OR run.createdAt >= datetime($since)) AND ($until IS NULL OR run.createdAt < datetime($until))
  AND ($after IS NULL OR run.createdAt < last.createdAt OR (run.createdAt = last.createdAt AND run.uid < last.uid))
WITH run ORDER BY run.createdAt DESC, run.uid DESC LIMIT $limit
RETURN run {.*} AS run,
  COLLECT { MATCH (run)-[:MADE]->(call:LLMCall) RETURN call {.*} ORDER BY call.at, call.uid } AS calls
