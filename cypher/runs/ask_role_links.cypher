// Keep that a job description asks the role for dimensions. What a curator rejected before is never taken up without
// one, and is no candidate while it is rejected. The role takes another up when `demand` different ones have;
// until then the link is a candidate. Confirmations count the job descriptions after the first.
// parameters: uid, sha256, role, rows, demand
// rows: dimension, linked, created, rejected, asked
MATCH (job:JobDescription {sha256: $sha256})
MATCH (role:Role {slug: $role})
SET role.lock = role.slug
REMOVE role.lock
WITH job, role
UNWIND $rows AS row
MATCH (d:Dimension {slug: row.dimension})
MERGE (job)-[a:ASKED_FOR {role: $role}]->(d)
ON CREATE SET a.runId = $uid, a.words = row.words, a.at = datetime()
WITH role, d, row
OPTIONAL MATCH (item:ReviewItem {key: 'NEW_LINK:role:' + $role + ':' + d.slug})
WITH role, d, row, COUNT { (:JobDescription)-[:ASKED_FOR {role: $role}]->(d) } AS asked,
     EXISTS { (role)-[:HAS_DIMENSION]->(d) } AS linked, item.rejectedCount IS NOT NULL AS rejected,
     coalesce(item.status = 'REJECTED', false) AS closed
FOREACH (_ IN CASE WHEN NOT linked AND NOT closed AND (rejected OR asked < $demand) THEN [1] ELSE [] END |
  MERGE (role)-[c:CANDIDATE_FOR]->(d)
  ON CREATE SET c.origin = 'run', c.runId = $uid, c.createdAt = datetime(), c.confidence = row.confidence
  SET c.confirmations = asked - 1, c.evidence = row.words)
FOREACH (_ IN CASE WHEN NOT linked AND NOT rejected AND asked >= $demand THEN [1] ELSE [] END |
  MERGE (role)-[l:HAS_DIMENSION]->(d)
  ON CREATE SET l.origin = 'run', l.runId = $uid, l.createdAt = datetime(), l.confirmations = asked - 1,
                l.confidence = row.confidence, l.evidence = row.words)
WITH role, d, linked, rejected, asked
OPTIONAL MATCH (role)-[candidate:CANDIDATE_FOR]->(d) WHERE EXISTS { (role)-[:HAS_DIMENSION]->(d) }
DELETE candidate
RETURN d.slug AS dimension, EXISTS { (role)-[:HAS_DIMENSION]->(d) } AS linked,
       NOT linked AND NOT rejected AND asked >= $demand AS created, rejected, asked
