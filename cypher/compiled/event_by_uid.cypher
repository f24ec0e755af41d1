// The event with a uid.
// parameters: uid
// rows: node
MATCH (node:AuditEvent {uid: $uid})
