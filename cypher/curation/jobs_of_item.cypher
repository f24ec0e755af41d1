// The job descriptions that proposed an item, oldest first, each as its first run was sent it.
// parameters: uid, limit
// rows: sha256, text, title
MATCH (:ReviewItem {uid: $uid})<-[:PROPOSED|REPEATED]-(run:PipelineRun)-[:OF]->(job:JobDescription)
WITH job, run ORDER BY run.createdAt, run.uid
WITH job, head(collect(run)) AS run ORDER BY run.createdAt, run.uid LIMIT $limit
RETURN job.sha256 AS sha256, run.jobDescription AS text, run.jobTitle AS title
