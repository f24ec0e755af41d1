UNWIND $rows AS row
MATCH (r:Role {slug: row.role})
MATCH (b:Role {slug: row.broader})
CREATE (r)-[:SPECIALISES]->(b)
