// The nodes that a run can have written to, or from which edges of it can start.
// parameters: uid
// rows: id
MATCH (run:PipelineRun {uid: $uid})
RETURN elementId(run) AS id
UNION
MATCH (:PipelineRun {uid: $uid})-->(near)
RETURN elementId(near) AS id
UNION
MATCH (:PipelineRun {uid: $uid})-[:PROPOSED]->(:ReviewItem)-[:ABOUT]->(subject)
RETURN elementId(subject) AS id
UNION
MATCH (taxonomy:Taxonomy)
RETURN elementId(taxonomy) AS id
