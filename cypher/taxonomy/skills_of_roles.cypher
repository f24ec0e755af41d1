// The active skills that roles cover through their dimensions.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Role {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[:HAS_DIMENSION]->(:Dimension)<-[:IN_DIMENSION]-(o:Skill {status: 'ACTIVE'})
  WITH DISTINCT o RETURN o.uid ORDER BY o.slug } AS uids
