// The job descriptions that asked roles for dimensions, oldest first: run, time and words of each.
// parameters: rows, limit
// rows: role, dimension, requests
UNWIND $rows AS row
MATCH (r:Role {uid: row.role})
MATCH (d:Dimension {uid: row.dimension})
RETURN r.uid AS role, d.uid AS dimension,
  COLLECT { MATCH (:JobDescription)-[a:ASKED_FOR {role: r.slug}]->(d)
    RETURN a {.runId, .at, .words} AS request ORDER BY a.at, a.runId LIMIT $limit } AS requests
