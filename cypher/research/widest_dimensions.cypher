// The dimensions that most roles work in, and how many skills each has.
// parameters:
// rows: dimension, roles, skills
MATCH (d:Dimension)
RETURN d.name AS dimension, COUNT { (d)<-[:HAS_DIMENSION]-(:Role) } AS roles,
       COUNT { (d)<-[:IN_DIMENSION]-(:Skill {status: 'ACTIVE'}) } AS skills
ORDER BY roles DESC, dimension
LIMIT 25
