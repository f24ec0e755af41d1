// The dimensions of roles, in each role's order of weight.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Role {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[l:HAS_DIMENSION]->(o:Dimension) RETURN o.uid ORDER BY coalesce(l.position, 1000), o.slug } AS uids
