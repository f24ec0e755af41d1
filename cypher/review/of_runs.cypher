// The uids of the review items that runs proposed, oldest first.
// parameters: uids
// rows: run, item
MATCH (r:PipelineRun)-[:PROPOSED]->(i:ReviewItem) WHERE r.uid IN $uids
RETURN r.uid AS run, i.uid AS item
ORDER BY i.createdAt, i.key
