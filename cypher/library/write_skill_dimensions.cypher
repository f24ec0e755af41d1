// Link skills to their dimensions, with their place in the skill's order.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (d:Dimension {slug: row.dimension})
MERGE (s)-[l:IN_DIMENSION]->(d)
ON CREATE SET l.origin = 'library', l.createdAt = datetime(), l.confirmations = 0, l.confidence = 1.0
SET l.position = row.position
