// Create or update dimensions.
// parameters: rows
// rows:
UNWIND $rows AS row
MERGE (d:Dimension {slug: row.slug})
ON CREATE SET d.uid = row.uid, d.origin = 'library'
SET d += row.properties
