// The review items that a run proposed, oldest first.
// parameters:
// rows: node
MATCH (parent)-[:PROPOSED]->(node:ReviewItem)
WITH node ORDER BY node.createdAt, node.key
