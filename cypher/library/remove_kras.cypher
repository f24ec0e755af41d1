// Remove the KRAs that earlier loads wrote and that the files no longer have.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (:Role {slug: row.slug})-[:HAS_KRA]->(k:KRA {origin: 'library'})
WHERE NOT k.uid IN row.keep
DETACH DELETE k
