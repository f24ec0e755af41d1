UNWIND $rows AS row
MATCH (owner:Role {slug: row.owner})
MERGE (a:Alias {normalized: row.normalized}) ON CREATE SET a.text = row.text
CREATE (owner)-[:HAS_ALIAS {type: row.type, isPrimary: row.isPrimary, matchStrategy: row.matchStrategy}]->(a)
