// The active skills of dimensions.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Dimension {uid: uid})
RETURN uid, COLLECT { MATCH (n)<-[:IN_DIMENSION]-(o:Skill {status: 'ACTIVE'}) RETURN o.uid ORDER BY o.slug } AS uids
