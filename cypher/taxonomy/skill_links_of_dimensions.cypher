// The links of active skills to dimensions, live ones first; candidates, of skills that wait for a curator too, come
// with them where they are asked for.
// parameters: uids, candidates, limit
// rows: uid, links
UNWIND $uids AS uid
MATCH (d:Dimension {uid: uid})
RETURN uid, COLLECT { MATCH (s:Skill)-[l:IN_DIMENSION|CANDIDATE_FOR]->(d)
  WHERE (s.status = 'ACTIVE' OR ($candidates AND s.status = 'PENDING'))
    AND (type(l) = 'IN_DIMENSION' OR ($candidates AND NOT EXISTS { (s)-[:IN_DIMENSION]->(d) }))
  RETURN l {.*, skill: s.uid, dimension: d.uid, live: type(l) = 'IN_DIMENSION'} AS link
  ORDER BY type(l) = 'CANDIDATE_FOR', s.slug LIMIT $limit } AS links
