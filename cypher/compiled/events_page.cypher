// A page of events, latest first, after the one with a uid; null actor, action, since or until takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: actor, action, since, until, after, limit
// rows: node
OPTIONAL MATCH (other:AuditEvent {uid: $after})
MATCH (node:AuditEvent)
WHERE ($actor IS NULL OR node.actor = $actor) AND ($action IS NULL OR node.action = $action)
  AND ($since IS NULL OR node.at >= datetime($since)) AND ($until IS NULL OR node.at < datetime($until))
  AND ($after IS NULL OR coalesce(node.version, 0) < coalesce(other.version, 0)
       OR (coalesce(node.version, 0) = coalesce(other.version, 0) AND node.uid < other.uid))
WITH node ORDER BY coalesce(node.version, 0) DESC, node.uid DESC LIMIT $limit
