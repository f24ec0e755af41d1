// Replace the vectors of nodes.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (n:Skill|Dimension|Role|KRA {uid: row.uid})
SET n.embedding = row.vector
