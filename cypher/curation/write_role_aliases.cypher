// Give a role its spellings. One that is there already is shared as it is; `owners` are the other roles that have it.
// parameters: role, rows
// rows: text, owners
MATCH (role:Role {slug: $role})
UNWIND $rows AS row
MERGE (a:Alias {normalized: row.normalized})
ON CREATE SET a.text = row.text
MERGE (role)-[h:HAS_ALIAS]->(a)
SET h.origin = 'curator', h.type = row.type, h.isPrimary = row.isPrimary, h.matchStrategy = row.matchStrategy
RETURN row.text AS text, COLLECT { MATCH (a)<-[:HAS_ALIAS]-(o:Role) WHERE o <> role RETURN o.slug ORDER BY o.slug } AS owners
