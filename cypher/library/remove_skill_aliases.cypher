// Remove the spellings that earlier loads gave to skills and that the files no longer have.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (owner:Skill {slug: row.slug})-[h:HAS_ALIAS {origin: 'library'}]->(a:Alias)
WHERE NOT a.normalized IN row.keep
DELETE h
