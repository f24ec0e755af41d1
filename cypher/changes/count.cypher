// How many events there are; null actor, action, since or until takes all.
// parameters: actor, action, since, until
// rows: total
MATCH (e:AuditEvent)
WHERE ($actor IS NULL OR e.actor = $actor) AND ($action IS NULL OR e.action = $action)
  AND ($since IS NULL OR e.at >= datetime($since)) AND ($until IS NULL OR e.at < datetime($until))
RETURN count(e) AS total
