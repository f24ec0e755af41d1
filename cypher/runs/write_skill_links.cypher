// Link library skills to dimensions that they were placed in; a link that is there is confirmed, and one that a curator
// rejected before is left to curators.
// parameters: uid, rows, step
// rows: skill, dimension, created, rejected
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (d:Dimension {slug: row.dimension})
OPTIONAL MATCH (item:ReviewItem {key: 'NEW_LINK:skill:' + row.skill + ':' + row.dimension})
WITH s, d, row, item.rejectedCount IS NOT NULL AND NOT EXISTS { (s)-[:IN_DIMENSION]->(d) } AS rejected
FOREACH (_ IN CASE WHEN rejected THEN [] ELSE [1] END |
  MERGE (s)-[l:IN_DIMENSION]->(d)
  ON CREATE SET l.origin = 'run', l.runId = $uid, l.createdAt = datetime(), l.confirmations = 0,
                l.confidence = row.confidence, l.evidence = row.words
  ON MATCH SET l.confirmations = coalesce(l.confirmations, 0) + $step)
WITH s, d, row, rejected
OPTIONAL MATCH (s)-[l:IN_DIMENSION]->(d)
RETURN row.skill AS skill, row.dimension AS dimension,
       coalesce(l.runId = $uid AND l.confirmations = 0, false) AS created, rejected
