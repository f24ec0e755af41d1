// Remove nodes that no edge but the log's is left at.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.id
OPTIONAL MATCH (n)<-[logged:CHANGED]-(:AuditEvent)
DELETE logged, n
