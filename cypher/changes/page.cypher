// A page of events, latest first, after the one with a uid; null actor, action, since or until takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: actor, action, since, until, after, limit
// rows: event
OPTIONAL MATCH (last:AuditEvent {uid: $after})
MATCH (e:AuditEvent)
WHERE ($actor IS NULL OR e.actor = $actor) AND ($action IS NULL OR e.action = $action)
  AND ($since IS NULL OR e.at >= datetime($since)) AND ($until IS NULL OR e.at < datetime($until))
WITH e, coalesce(e.version, 0) AS version, last, coalesce(last.version, 0) AS before
WHERE $after IS NULL OR version < before OR (version = before AND e.uid < last.uid)
WITH e ORDER BY version DESC, e.uid DESC LIMIT $limit
RETURN e {.uid, .action, .actor, .at, .summary, .undone, .version, .changes} AS event
