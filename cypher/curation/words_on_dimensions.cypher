// What the runs that proposed an item found of the skills of dimensions: `limit` passages of each at most.
// parameters: uid, dimensions, limit
// rows: dimension, words
MATCH (item:ReviewItem {uid: $uid})
MATCH (d:Dimension) WHERE d.uid IN $dimensions
RETURN d.uid AS dimension, COLLECT {
  MATCH (item)<-[:PROPOSED|REPEATED]-(:PipelineRun)-[f:FOUND]->(:Skill)-[:IN_DIMENSION]->(d)
  UNWIND f.evidence AS said RETURN DISTINCT said ORDER BY said LIMIT $limit } AS words
