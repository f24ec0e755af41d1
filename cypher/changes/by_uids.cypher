// Events by uid.
// parameters: uids
// rows: event
MATCH (e:AuditEvent) WHERE e.uid IN $uids
RETURN e {.uid, .action, .actor, .at, .summary, .undone, .version, .changes} AS event
