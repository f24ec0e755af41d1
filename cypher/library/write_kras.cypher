// Create or update the KRAs of roles, with their place in the role's order.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (r:Role {slug: row.role})
MERGE (k:KRA {uid: row.uid})
SET k.text = row.text, k.embedding = row.embedding, k.origin = 'library'
MERGE (r)-[h:HAS_KRA]->(k)
SET h.position = row.position
