// The role that each of some roles specialises.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Role {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[:SPECIALISES]->(o:Role) RETURN o.uid ORDER BY o.slug LIMIT 1 } AS uids
