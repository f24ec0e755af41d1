// An event, whole.
// parameters: uid
// rows: event, subjects
MATCH (e:AuditEvent {uid: $uid})
RETURN e {.uid, .action, .summary, .version, .undone, .changes} AS event,
  COLLECT { MATCH (e)-[:CHANGED]->(n) RETURN [labels(n)[0], n.uid] ORDER BY n.uid } AS subjects
