// Remove nodes that no edge but the log's is left at.
// parameters: ids
// rows:
MATCH (n) WHERE elementId(n) IN $ids
OPTIONAL MATCH (n)<-[logged:CHANGED]-(:AuditEvent)
DELETE logged, n
