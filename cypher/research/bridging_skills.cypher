// Skills that most different roles need: where learning pays off the furthest.
// parameters:
// rows: skill, roles, dimensions
MATCH (s:Skill {status: 'ACTIVE'})-[:IN_DIMENSION]->(d:Dimension)<-[:HAS_DIMENSION]-(r:Role)
RETURN s.name AS skill, count(DISTINCT r) AS roles, collect(DISTINCT d.name) AS dimensions
ORDER BY roles DESC, skill
LIMIT 25
