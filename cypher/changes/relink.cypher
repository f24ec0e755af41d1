// Link the events that changed nodes (uids) to them again, once the nodes are back.
// parameters: uids
// rows:
UNWIND $uids AS uid
MATCH (n:Skill|Role|Dimension|KRA|ReviewItem {uid: uid})
MATCH (e:AuditEvent) WHERE uid IN e.subjects
MERGE (e)-[:CHANGED]->(n)
