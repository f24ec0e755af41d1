// The dimensions of skills, in each skill's order.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Skill {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[l:IN_DIMENSION]->(o:Dimension) RETURN o.uid ORDER BY coalesce(l.position, 1000), o.slug } AS uids
