// The skills that skills imply, are implied by or are otherwise related to; implications first.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (n:Skill {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[r:RELATED_TO]-(o:Skill {status: 'ACTIVE'})
  WITH o, min(CASE r.kind WHEN 'implies' THEN 0 ELSE 1 END) AS rank RETURN o.uid ORDER BY rank, o.slug } AS uids
