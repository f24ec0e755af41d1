UNWIND $rows AS row
MERGE (c:Category {name: row.category})
MERGE (sub:SubCategory {key: row.category + ' / ' + row.subCategory, name: row.subCategory})
MERGE (sub)-[:PART_OF]->(c)
CREATE (s:Skill {slug: row.slug, uid: row.uid, status: 'ACTIVE'})
SET s += row.properties
CREATE (s)-[:IN_SUBCATEGORY]->(sub)
