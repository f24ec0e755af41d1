// Count a job description in, once however often it is sent; `fresh` says whether this is the first time.
// parameters: uid, sha256, role
// rows: fresh
MATCH (run:PipelineRun {uid: $uid})
MERGE (job:JobDescription {sha256: $sha256})
ON CREATE SET job.createdAt = datetime()
SET job.lock = $uid
REMOVE job.lock
MERGE (run)-[:OF]->(job)
WITH job
OPTIONAL MATCH (job)-[counted:COUNTED_IN]->(:Role)
WITH job, count(counted) = 0 AS fresh
OPTIONAL MATCH (role:Role {slug: $role})
FOREACH (_ IN CASE WHEN fresh AND role IS NOT NULL THEN [1] ELSE [] END | MERGE (job)-[:COUNTED_IN]->(role))
RETURN fresh
