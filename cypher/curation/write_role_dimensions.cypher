// Link a role to its dimensions, in order of weight. One that runs proposed keeps the first of them, and what their job
// descriptions said of its skills: `words` passages at most.
// parameters: item, role, rows, words
// rows: dimension
MATCH (item:ReviewItem {uid: $item})
MATCH (role:Role {slug: $role})
UNWIND $rows AS row
MATCH (d:Dimension {slug: row.dimension})
MERGE (role)-[l:HAS_DIMENSION]->(d)
SET l.origin = 'curator', l.createdAt = datetime(), l.confirmations = 0, l.confidence = 1.0, l.position = row.position,
    l.runId = CASE WHEN row.isProposed THEN head(COLLECT {
      MATCH (item)<-[:PROPOSED]-(run:PipelineRun) RETURN run.uid ORDER BY run.createdAt, run.uid }) END,
    l.evidence = COLLECT {
      MATCH (item)<-[:PROPOSED]-(:PipelineRun)-[f:FOUND]->(:Skill)-[:IN_DIMENSION]->(d)
      UNWIND f.evidence AS said RETURN DISTINCT said ORDER BY said LIMIT $words }
RETURN d.slug AS dimension
