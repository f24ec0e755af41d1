// The job descriptions that count in a role's centroid, each by the text of one of its runs.
// parameters: role
// rows: text, title
MATCH (job:JobDescription)-[:COUNTED_IN]->(:Role {slug: $role})
CALL (job) {
  MATCH (run:PipelineRun)-[:OF]->(job)
  RETURN run ORDER BY run.createdAt LIMIT 1
}
RETURN run.jobDescription AS text, run.jobTitle AS title
