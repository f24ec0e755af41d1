// Create or update skills with their sub-category; a skill that a curator merged away stays as it is.
// parameters: rows
// rows:
UNWIND $rows AS row
MERGE (s:Skill {slug: row.slug})
ON CREATE SET s.uid = row.uid, s.origin = 'library', s.createdAt = datetime(), s.status = 'ACTIVE'
SET s += row.properties
SET s.status = CASE s.status WHEN 'PENDING' THEN 'ACTIVE' ELSE s.status END
MERGE (c:Category {name: row.category})
MERGE (sub:SubCategory {key: row.category + ' / ' + row.subCategory})
ON CREATE SET sub.name = row.subCategory
MERGE (sub)-[:PART_OF]->(c)
MERGE (s)-[:IN_SUBCATEGORY]->(sub)
WITH s, sub
MATCH (s)-[old:IN_SUBCATEGORY]->(other) WHERE other <> sub
DELETE old
