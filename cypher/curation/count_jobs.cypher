// Count job descriptions in for a role; one that counts for a role already stays there.
// parameters: role, sha256s
// rows: sha256
MATCH (role:Role {slug: $role})
UNWIND $sha256s AS sha256
MATCH (job:JobDescription {sha256: sha256})
SET job.lock = sha256
REMOVE job.lock
WITH role, job WHERE NOT EXISTS { (job)-[:COUNTED_IN]->(:Role) }
CREATE (job)-[:COUNTED_IN]->(role)
RETURN job.sha256 AS sha256
