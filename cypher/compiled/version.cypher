// How many events changed a node.
// parameters:
// rows: value
COUNT { (node)<-[:CHANGED]-(:AuditEvent) }
