// The roles that work in dimensions; those for which a dimension weighs most first.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Dimension {uid: uid})
RETURN uid, COLLECT { MATCH (n)<-[l:HAS_DIMENSION]-(o:Role) RETURN o.uid ORDER BY coalesce(l.position, 1000), o.slug } AS uids
