// Create or update the spellings of skills.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (owner:Skill {slug: row.owner})
MERGE (a:Alias {normalized: row.normalized})
SET a.text = row.text
MERGE (owner)-[h:HAS_ALIAS]->(a)
ON CREATE SET h.origin = 'library'
SET h.type = row.type, h.isPrimary = row.isPrimary, h.matchStrategy = row.matchStrategy
