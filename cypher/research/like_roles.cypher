// Roles that share the largest part of their dimensions: who could stand in for whom.
// parameters:
// rows: one, other, shared, likeness
MATCH (a:Role)-[:HAS_DIMENSION]->(d:Dimension)<-[:HAS_DIMENSION]-(b:Role)
WHERE a.slug < b.slug
WITH a, b, count(d) AS shared
WITH a, b, shared, COUNT { (a)-[:HAS_DIMENSION]->() } + COUNT { (b)-[:HAS_DIMENSION]->() } - shared AS together
RETURN a.name AS one, b.name AS other, shared, round(1.0 * shared / together, 2) AS likeness
ORDER BY likeness DESC, shared DESC, one
LIMIT 25
