// How many events there are; null actor, action, since or until takes all.
// parameters: actor, action, since, until
// rows: value
COUNT { MATCH (node:AuditEvent)
WHERE ($actor IS NULL OR node.actor = $actor) AND ($action IS NULL OR node.action = $action)
  AND ($since IS NULL OR node.at >= datetime($since)) AND ($until IS NULL OR node.at < datetime($until)) }
