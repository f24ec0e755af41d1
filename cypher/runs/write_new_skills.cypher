// Write skills that the library does not have as PENDING nodes, outside the live taxonomy.
// parameters: uid, rows
// rows: slug, created
UNWIND $rows AS row
MERGE (s:Skill {slug: row.slug})
ON CREATE SET s.uid = row.uid, s.runId = $uid, s.origin = 'run', s.createdAt = datetime(), s.status = 'PENDING', s += row.properties
WITH s, row
OPTIONAL MATCH (sub:SubCategory {key: row.subCategoryKey})
FOREACH (_ IN CASE WHEN sub IS NOT NULL AND s.uid = row.uid THEN [1] ELSE [] END | MERGE (s)-[:IN_SUBCATEGORY]->(sub))
RETURN s.slug AS slug, s.uid = row.uid AS created
