// Roles by uid.
// parameters: uids
// rows: uid, node
UNWIND $uids AS uid
MATCH (r:Role {uid: uid})
RETURN uid, r {.uid, .slug, .name, .family, .archetype, .description, .centroidCount,
  version: COUNT { (r)<-[:CHANGED]-(:AuditEvent) }} AS node
