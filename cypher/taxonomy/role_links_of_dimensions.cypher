// The links of roles to dimensions, live ones first, those for which a dimension weighs most before others; candidates
// that no live link has overtaken come with them where they are asked for.
// parameters: uids, candidates, limit
// rows: uid, links
UNWIND $uids AS uid
MATCH (d:Dimension {uid: uid})
RETURN uid, COLLECT { MATCH (r:Role)-[l:HAS_DIMENSION|CANDIDATE_FOR]->(d)
  WHERE type(l) = 'HAS_DIMENSION' OR ($candidates AND NOT EXISTS { (r)-[:HAS_DIMENSION]->(d) })
  RETURN l {.*, role: r.uid, dimension: d.uid, live: type(l) = 'HAS_DIMENSION',
            askedBy: COUNT { (:JobDescription)-[:ASKED_FOR {role: r.slug}]->(d) }} AS link
  ORDER BY type(l) = 'CANDIDATE_FOR', coalesce(l.position, 1000),
    CASE type(l) WHEN 'CANDIDATE_FOR' THEN -l.confidence ELSE 0 END, r.slug LIMIT $limit } AS links
