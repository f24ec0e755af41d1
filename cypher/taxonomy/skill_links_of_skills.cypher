// The links of skills to dimensions, live ones first, each in the skill's order; candidates that no live link has
// overtaken come with them where they are asked for.
// parameters: uids, candidates, limit
// rows: uid, links
UNWIND $uids AS uid
MATCH (s:Skill {uid: uid})
RETURN uid, COLLECT { MATCH (s)-[l:IN_DIMENSION|CANDIDATE_FOR]->(d:Dimension)
  WHERE type(l) = 'IN_DIMENSION' OR ($candidates AND NOT EXISTS { (s)-[:IN_DIMENSION]->(d) })
  RETURN l {.*, skill: s.uid, dimension: d.uid, live: type(l) = 'IN_DIMENSION'} AS link
  ORDER BY type(l) = 'CANDIDATE_FOR', coalesce(l.position, 1000),
    CASE type(l) WHEN 'CANDIDATE_FOR' THEN -l.confidence ELSE 0 END, d.slug LIMIT $limit } AS links
