// The roles that cover skills through their dimensions.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Skill {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[:IN_DIMENSION]->(:Dimension)<-[:HAS_DIMENSION]-(o:Role)
  WITH DISTINCT o RETURN o.uid ORDER BY o.slug } AS uids
