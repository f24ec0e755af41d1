// KRAs by uid, with the uid of their role.
// parameters: uids
// rows: uid, node
UNWIND $uids AS uid
MATCH (k:KRA {uid: uid})<-[:HAS_KRA]-(r:Role)
RETURN uid, k {.uid, .text, role: r.uid,
  version: COUNT { (k)<-[:CHANGED]-(:AuditEvent) }} AS node
