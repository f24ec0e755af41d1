// Remove the links that earlier loads wrote from these roles to dimensions and broader roles.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (r:Role {slug: row.slug})
OPTIONAL MATCH (r)-[l:HAS_DIMENSION {origin: 'library'}]->(d:Dimension) WHERE NOT d.slug IN row.keep
OPTIONAL MATCH (r)-[s:SPECIALISES]->(:Role)
DELETE l, s
