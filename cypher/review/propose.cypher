// Put proposals into the queue: one item a key, whose count is the number of different job descriptions behind it. One that
// was decided before is only counted, unless `growth` times as many ask for what was rejected, or a collision is there again.
// parameters: uid, rows, growth
// rows: uid, key
MATCH (run:PipelineRun {uid: $uid})-[:OF]->(sent:JobDescription)
UNWIND $rows AS row
MERGE (item:ReviewItem {key: row.key})
ON CREATE SET item.uid = row.uid, item.kind = row.kind, item.status = 'PENDING', item.text = row.text,
              item.createdAt = datetime(), item.similarity = row.similarity, item.details = row.details,
              item.source = row.source, item.promptVersion = row.promptVersion
SET item.updatedAt = datetime(),
    item.count = 1 + COUNT { MATCH (item)<-[:PROPOSED|REPEATED]-(:PipelineRun)-[:OF]->(job:JobDescription)
                             WHERE job <> sent RETURN DISTINCT job }
WITH run, item, row, CASE item.status
  WHEN 'PENDING' THEN true
  WHEN 'REJECTED' THEN item.count > item.rejectedCount AND item.count >= $growth * item.rejectedCount
  ELSE item.kind = 'ALIAS_COLLISION' AND item.resolution <> 'homonym' AND run.createdAt > item.decidedAt END AS waits
FOREACH (_ IN CASE WHEN waits THEN [1] ELSE [] END | SET item.status = 'PENDING' MERGE (run)-[:PROPOSED]->(item))
FOREACH (_ IN CASE WHEN waits THEN [] ELSE [1] END | MERGE (run)-[:REPEATED]->(item))
WITH item, row
OPTIONAL MATCH (role:Role {slug: row.role})
FOREACH (_ IN CASE WHEN role IS NULL THEN [] ELSE [1] END | MERGE (item)-[:ABOUT]->(role))
WITH item, row
OPTIONAL MATCH (skill:Skill {slug: row.skill})
FOREACH (_ IN CASE WHEN skill IS NULL THEN [] ELSE [1] END | MERGE (item)-[:ABOUT]->(skill))
FOREACH (_ IN CASE WHEN skill.status = 'REJECTED' AND item.kind = 'NEW_SKILL' AND item.status = 'PENDING' THEN [1] ELSE [] END |
  SET skill.status = 'PENDING')
WITH item, row
OPTIONAL MATCH (dimension:Dimension {slug: row.dimension})
FOREACH (_ IN CASE WHEN dimension IS NULL THEN [] ELSE [1] END | MERGE (item)-[:ABOUT]->(dimension))
RETURN item.uid AS uid, item.key AS key
