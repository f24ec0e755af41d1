// Keep what was done to nodes (uids), by whom and when.
// parameters: uid, action, actor, summary, changed
// rows: at
CREATE (event:AuditEvent {
  uid: $uid, action: $action, actor: $actor, at: datetime(), summary: $summary, undone: false})
WITH event
CALL (event) {
  UNWIND $changed AS uid
  MATCH (n:Skill|Role|Dimension|ReviewItem {uid: uid})
  CREATE (event)-[:CHANGED]->(n)
}
RETURN event.at AS at
