// Mark an event as undone; what it had undone itself is in force again, and so on.
// parameters: uid
// rows: uid, undone
MATCH chain = (:AuditEvent {uid: $uid})-[:UNDOES*0..]->(e:AuditEvent)
SET e.undone = length(chain) % 2 = 0
RETURN e.uid AS uid, e.undone AS undone
