// Dimensions by uid.
// parameters: uids
// rows: uid, node
UNWIND $uids AS uid
MATCH (d:Dimension {uid: uid})
RETURN uid, d {.uid, .slug, .name, .rationale, .difficulty,
  version: COUNT { (d)<-[:CHANGED]-(:AuditEvent) }} AS node
