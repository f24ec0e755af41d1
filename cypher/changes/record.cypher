// Keep what was done to nodes (uids), by whom and when, and what of the graph it changed. `version` is the taxonomy's.
// parameters: uid, action, actor, summary, version, subjects, touched, changes, undoes
// rows: at
CREATE (event:AuditEvent {
  uid: $uid, action: $action, actor: $actor, at: datetime(), summary: $summary, version: $version, undone: false,
  subjects: $subjects, touched: $touched, changes: $changes})
WITH event
CALL (event) {
  UNWIND $subjects AS uid
  MATCH (n:Skill|Role|Dimension|KRA|ReviewItem {uid: uid})
  CREATE (event)-[:CHANGED]->(n)
}
CALL (event) {
  MATCH (earlier:AuditEvent {uid: $undoes})
  CREATE (event)-[:UNDOES]->(earlier)
}
RETURN event.at AS at
