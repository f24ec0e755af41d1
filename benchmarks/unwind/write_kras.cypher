UNWIND $rows AS row
MATCH (r:Role {slug: row.role})
CREATE (k:KRA {uid: row.uid, text: row.text, embedding: row.embedding})
CREATE (r)-[:HAS_KRA {position: row.position}]->(k)
