// The pairs of skills of which a curator said that they are not the same.
// parameters:
// rows: one, other
MATCH (a:Skill)-[:NOT_SAME_AS]->(b:Skill)
RETURN a.uid AS one, b.uid AS other
