// Relate skills: kind is implies or related.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (o:Skill {slug: row.other})
MERGE (s)-[r:RELATED_TO {kind: row.kind}]->(o)
ON CREATE SET r.origin = 'library'
