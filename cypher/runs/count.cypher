// How many runs pass a filter; null takes all.
// Text is a Lucene query for the job description and its title, and its words, all of which may be in the role's name.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: query, terms, role, case, status, since, until
// rows: total
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
WITH run
WHERE ($role IS NULL OR run.decisionRole = $role OR EXISTS { (run)-[:RESOLVED_TO]->(:Role {slug: $role}) })
  AND ($case IS NULL OR run.decisionCase = $case) AND ($status IS NULL OR run.status = $status)
  AND ($since IS NULL OR run.createdAt >= datetime($since)) AND ($until IS NULL OR run.createdAt < datetime($until))
RETURN count(run) AS total
