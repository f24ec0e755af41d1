// Put proposals into the queue: one item a key, whose count is the number of different job descriptions behind it.
// parameters: uid, rows
// rows: uid, key
MATCH (run:PipelineRun {uid: $uid})
UNWIND $rows AS row
MERGE (item:ReviewItem {key: row.key})
ON CREATE SET item.uid = row.uid, item.kind = row.kind, item.status = 'PENDING', item.text = row.text,
              item.createdAt = datetime(), item.similarity = row.similarity, item.details = row.details,
              item.source = row.source, item.promptVersion = row.promptVersion
MERGE (run)-[:PROPOSED]->(item)
SET item.updatedAt = datetime(),
    item.count = COUNT { MATCH (item)<-[:PROPOSED]-(:PipelineRun)-[:OF]->(job:JobDescription) RETURN DISTINCT job }
WITH item, row
OPTIONAL MATCH (role:Role {slug: row.role})
FOREACH (_ IN CASE WHEN role IS NULL THEN [] ELSE [1] END | MERGE (item)-[:ABOUT]->(role))
WITH item, row
OPTIONAL MATCH (skill:Skill {slug: row.skill})
FOREACH (_ IN CASE WHEN skill IS NULL THEN [] ELSE [1] END | MERGE (item)-[:ABOUT]->(skill))
WITH item, row
OPTIONAL MATCH (dimension:Dimension {slug: row.dimension})
FOREACH (_ IN CASE WHEN dimension IS NULL THEN [] ELSE [1] END | MERGE (item)-[:ABOUT]->(dimension))
RETURN item.uid AS uid, item.key AS key
