// Create or update the spellings of roles, but for those that a curator gave to another. One that a skill has as well stays spelt as the skill has it.
// parameters: rows, curated
// rows:
UNWIND $rows AS row
MATCH (owner:Role {slug: row.owner})
WITH row, owner WHERE NOT EXISTS {
  MATCH (:Alias {normalized: row.normalized})<-[:HAS_ALIAS]-(other:Role) WHERE other <> owner AND other.slug IN $curated }
MERGE (a:Alias {normalized: row.normalized})
SET a.text = CASE WHEN EXISTS { (a)<-[:HAS_ALIAS]-(:Skill) } THEN a.text ELSE row.text END
MERGE (owner)-[h:HAS_ALIAS]->(a)
ON CREATE SET h.origin = 'library'
SET h.type = row.type, h.isPrimary = row.isPrimary, h.matchStrategy = row.matchStrategy
