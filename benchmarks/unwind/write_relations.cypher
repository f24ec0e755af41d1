UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (o:Skill {slug: row.other})
CREATE (s)-[:RELATED_TO {kind: row.kind}]->(o)
