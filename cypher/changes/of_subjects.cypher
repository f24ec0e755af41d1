// The events that changed nodes, newest first.
// parameters: uids, limit
// rows: uid, events
UNWIND $uids AS uid
MATCH (n:Skill|Role|Dimension|KRA|ReviewItem {uid: uid})
RETURN uid, COLLECT { MATCH (n)<-[:CHANGED]-(e:AuditEvent)
  RETURN e {.uid, .action, .actor, .at, .summary, .undone, .version, .changes} AS event
  ORDER BY e.version DESC LIMIT $limit } AS events
