// Link roles to the broader role that they specialise.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (r:Role {slug: row.role})
MATCH (b:Role {slug: row.broader})
MERGE (r)-[:SPECIALISES]->(b)
