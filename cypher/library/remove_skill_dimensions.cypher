// Remove the links to dimensions that earlier loads wrote and that the files no longer have.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (:Skill {slug: row.slug})-[l:IN_DIMENSION {origin: 'library'}]->(d:Dimension)
WHERE NOT d.slug IN row.keep
DELETE l
