// Give a role its KRAs, in order.
// parameters: role, rows
// rows: uid
MATCH (role:Role {slug: $role})
UNWIND $rows AS row
CREATE (role)-[:HAS_KRA {position: row.position}]->(k:KRA {
  uid: row.uid, text: row.text, embedding: row.embedding, origin: 'curator'})
RETURN k.uid AS uid
