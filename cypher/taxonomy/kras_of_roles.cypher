// The KRAs of roles, in each role's order.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Role {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[h:HAS_KRA]->(o:KRA) RETURN o.uid ORDER BY coalesce(h.position, 1000), o.uid } AS uids
