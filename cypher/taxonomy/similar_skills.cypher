// The active skills nearest to a skill by embedding, nearest first; `limit` is asked of the index.
// parameters: uid, limit
// rows: uid, score
MATCH (s:Skill {uid: $uid})
CALL db.index.vector.queryNodes('skill_embedding', $limit, s.embedding) YIELD node, score
WHERE node <> s AND node.status = 'ACTIVE'
RETURN node.uid AS uid, score
