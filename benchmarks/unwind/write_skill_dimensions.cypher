UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MATCH (d:Dimension {slug: row.dimension})
CREATE (s)-[:IN_DIMENSION {position: row.position}]->(d)
