// A page of runs, newest first, after the one with a uid; none after one that is not there.
// parameters: after, limit
// rows: node
OPTIONAL MATCH (other:PipelineRun {uid: $after})
MATCH (node:PipelineRun)
WHERE $after IS NULL OR node.createdAt < other.createdAt
  OR (node.createdAt = other.createdAt AND node.uid < other.uid)
WITH node ORDER BY node.createdAt DESC, node.uid DESC LIMIT $limit
