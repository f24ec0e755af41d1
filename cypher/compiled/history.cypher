// The events that changed a node, newest first.
// parameters: first
// rows: node
MATCH (parent)<-[:CHANGED]-(node:AuditEvent)
WITH node ORDER BY node.version DESC LIMIT $first
