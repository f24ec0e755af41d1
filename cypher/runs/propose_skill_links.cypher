// Keep candidate dimensions of skills, outside the live taxonomy, but those that a curator rejected.
// parameters: uid, rows, step
// rows: skill, dimension, rejected
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (d:Dimension {slug: row.dimension})
OPTIONAL MATCH (item:ReviewItem {key: 'NEW_LINK:skill:' + row.skill + ':' + row.dimension})
WITH s, d, row, s.status = 'REJECTED' OR coalesce(item.status = 'REJECTED', false) AS rejected
FOREACH (_ IN CASE WHEN rejected THEN [] ELSE [1] END |
  MERGE (s)-[l:CANDIDATE_FOR]->(d)
  ON CREATE SET l.origin = 'run', l.runId = $uid, l.createdAt = datetime(), l.confirmations = 0,
                l.confidence = row.confidence, l.evidence = row.words
  ON MATCH SET l.confirmations = coalesce(l.confirmations, 0) + $step)
RETURN row.skill AS skill, row.dimension AS dimension, rejected
