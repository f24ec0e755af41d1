// A page of runs that pass a filter, newest first, after the one with a uid, none after one that is not there; null takes all.
// Text is a Lucene query for the job description and its title, and its words, all of which may be in the role's name.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: query, terms, role, case, status, since, until, after, limit
// rows: node
OPTIONAL MATCH (other:PipelineRun {uid: $after})
CALL () {
  MATCH (node:PipelineRun) WHERE $query IS NULL
  RETURN node
UNION
  UNWIND CASE WHEN $query IS NULL THEN [] ELSE [$query] END AS sought
  CALL db.index.fulltext.queryNodes('run_words', sought) YIELD node AS node
  RETURN node
UNION
  MATCH (place:Role) WHERE all(word IN $terms WHERE toLower(place.name) CONTAINS word)
  MATCH (node:PipelineRun {decisionRole: place.slug})
  RETURN node
}
WITH other, node
WHERE ($role IS NULL OR node.decisionRole = $role OR EXISTS { (node)-[:RESOLVED_TO]->(:Role {slug: $role}) })
  AND ($case IS NULL OR node.decisionCase = $case) AND ($status IS NULL OR node.status = $status)
  AND ($since IS NULL OR node.createdAt >= datetime($since)) AND ($until IS NULL OR node.createdAt < datetime($until))
  AND ($after IS NULL OR node.createdAt < other.createdAt OR (node.createdAt = other.createdAt AND node.uid < other.uid))
WITH node ORDER BY node.createdAt DESC, node.uid DESC LIMIT $limit
