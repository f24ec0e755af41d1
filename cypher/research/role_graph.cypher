// A role with its dimensions and five skills of each, as a picture.
// parameters:
// rows: r, works, d, within, s
MATCH (r:Role {slug: 'devops-engineer'})-[works:HAS_DIMENSION]->(d:Dimension)
CALL (d) {
  MATCH (s:Skill {status: 'ACTIVE'})-[within:IN_DIMENSION]->(d)
  RETURN s, within ORDER BY within.position, s.name LIMIT 5
}
RETURN r, works, d, within, s
