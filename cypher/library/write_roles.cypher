// Create or update roles.
// parameters: rows
// rows:
UNWIND $rows AS row
MERGE (r:Role {slug: row.slug})
ON CREATE SET r.uid = row.uid, r.origin = 'library', r.centroidCount = 0
SET r += row.properties
