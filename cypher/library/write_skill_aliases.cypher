// Create or update the spellings of skills, but for those that a curator gave to another.
// parameters: rows, curated
// rows:
UNWIND $rows AS row
MATCH (owner:Skill {slug: row.owner})
WITH row, owner WHERE NOT EXISTS {
  MATCH (:Alias {normalized: row.normalized})<-[:HAS_ALIAS]-(other:Skill) WHERE other <> owner AND other.slug IN $curated }
MERGE (a:Alias {normalized: row.normalized})
SET a.text = row.text
MERGE (owner)-[h:HAS_ALIAS]->(a)
ON CREATE SET h.origin = 'library'
SET h.type = row.type, h.isPrimary = row.isPrimary, h.matchStrategy = row.matchStrategy
