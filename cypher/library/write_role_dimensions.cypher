// Link roles to their dimensions, with their place in the role's order of weight.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (r:Role {slug: row.role})
MATCH (d:Dimension {slug: row.dimension})
MERGE (r)-[l:HAS_DIMENSION]->(d)
ON CREATE SET l.origin = 'library', l.createdAt = datetime(), l.confirmations = 0, l.confidence = 1.0
SET l.position = row.position
