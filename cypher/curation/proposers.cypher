// The runs that proposed an item, oldest first, whether a role was decided for each, and whether its job description
// counts for one.
// parameters: uid
// rows: run, resolved, sha256, counted
MATCH (:ReviewItem {uid: $uid})<-[:PROPOSED|REPEATED]-(run:PipelineRun)-[:OF]->(job:JobDescription)
WITH DISTINCT run AS r, job
RETURN r.uid AS run, EXISTS { (r)-[:RESOLVED_TO]->(:Role) } AS resolved, job.sha256 AS sha256,
  EXISTS { (job)-[:COUNTED_IN]->(:Role) } AS counted
ORDER BY r.createdAt, run
