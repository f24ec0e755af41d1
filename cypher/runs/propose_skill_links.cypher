// Keep candidate dimensions of skills, outside the live taxonomy.
// parameters: uid, rows, step
// rows: skill, dimension
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (d:Dimension {slug: row.dimension})
MERGE (s)-[l:CANDIDATE_FOR]->(d)
ON CREATE SET l.origin = 'run', l.runId = $uid, l.createdAt = datetime(), l.confirmations = 0,
              l.confidence = row.confidence, l.evidence = row.words
ON MATCH SET l.confirmations = coalesce(l.confirmations, 0) + $step
RETURN row.skill AS skill, row.dimension AS dimension
