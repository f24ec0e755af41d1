// Link library skills to dimensions that they were placed in; a link that is there is confirmed.
// parameters: uid, rows, step
// rows: skill, dimension, created
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (d:Dimension {slug: row.dimension})
MERGE (s)-[l:IN_DIMENSION]->(d)
ON CREATE SET l.origin = 'run', l.runId = $uid, l.createdAt = datetime(), l.confirmations = 0,
              l.confidence = row.confidence, l.evidence = row.words
ON MATCH SET l.confirmations = coalesce(l.confirmations, 0) + $step
RETURN row.skill AS skill, row.dimension AS dimension, l.runId = $uid AND l.confirmations = 0 AS created
