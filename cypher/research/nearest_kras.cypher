// Responsibilities that other roles have in nearly the same words.
// parameters:
// rows: ours, role, theirs, nearness
MATCH (r:Role {slug: 'devops-engineer'})-[:HAS_KRA]->(k:KRA)
CALL db.index.vector.queryNodes('kra_embedding', 5, k.embedding) YIELD node, score
MATCH (other:Role)-[:HAS_KRA]->(node)
WHERE other <> r
RETURN k.text AS ours, other.name AS role, node.text AS theirs, round(score, 3) AS nearness
ORDER BY nearness DESC
LIMIT 25
