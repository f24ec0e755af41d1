// The first event in force after a version that touches one of these elements.
// parameters: version, touched
// rows: uid, summary, at
MATCH (e:AuditEvent)
WHERE e.version > $version AND NOT e.undone AND any(element IN e.touched WHERE element IN $touched)
RETURN e.uid AS uid, e.summary AS summary, e.at AS at
ORDER BY e.version LIMIT 1
