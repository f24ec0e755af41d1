// The run that proposed a review item first.
// parameters:
// rows: node
MATCH (parent)<-[:PROPOSED]-(node:PipelineRun)
WITH node ORDER BY node.createdAt LIMIT 1
