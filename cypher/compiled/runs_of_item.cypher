// The first runs that proposed a review item, or repeated what was decided, oldest first.
// parameters: first
// rows: node
MATCH (parent)<-[:PROPOSED|REPEATED]-(node:PipelineRun)
WITH DISTINCT node ORDER BY node.createdAt, node.uid LIMIT $first
