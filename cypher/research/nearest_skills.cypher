// The skills nearest to one by meaning, and whether they share a dimension with it.
// parameters:
// rows: skill, nearness, sharesADimension
MATCH (s:Skill {slug: 'apache-kafka'})
CALL db.index.vector.queryNodes('skill_embedding', 16, s.embedding) YIELD node, score
WHERE node <> s
RETURN node.name AS skill, round(score, 3) AS nearness,
       EXISTS { (s)-[:IN_DIMENSION]->(:Dimension)<-[:IN_DIMENSION]-(node) } AS sharesADimension
