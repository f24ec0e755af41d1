// The live skills that spellings lead to, and how near each is to the skill that a review item is about: (1 + cosine) / 2.
// parameters: rows
// rows: uid, skill, score
UNWIND $rows AS row
MATCH (item:ReviewItem {uid: row.uid})
OPTIONAL MATCH (item)-[:ABOUT]->(new:Skill)
WITH row, head(collect(new)) AS new
UNWIND range(0, size(row.normalized) - 1) AS position
MATCH (:Alias {normalized: row.normalized[position]})<-[h:HAS_ALIAS {isPrimary: true}]-(s:Skill)
WHERE s.status IN ['ACTIVE', 'DEPRECATED']
RETURN row.uid AS uid, s.uid AS skill, CASE WHEN new.embedding IS NOT NULL AND s.embedding IS NOT NULL
  THEN vector.similarity.cosine(new.embedding, s.embedding) END AS score
ORDER BY uid, position, skill
