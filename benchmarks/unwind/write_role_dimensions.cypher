UNWIND $rows AS row
MATCH (r:Role {slug: row.role})
MATCH (d:Dimension {slug: row.dimension})
CREATE (r)-[:HAS_DIMENSION {position: row.position}]->(d)
