// Create or update the spellings of roles.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (owner:Role {slug: row.owner})
MERGE (a:Alias {normalized: row.normalized})
ON CREATE SET a.text = row.text
MERGE (owner)-[h:HAS_ALIAS]->(a)
ON CREATE SET h.origin = 'library'
SET h.type = row.type, h.isPrimary = row.isPrimary, h.matchStrategy = row.matchStrategy
