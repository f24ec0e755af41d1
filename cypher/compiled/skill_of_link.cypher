// The skill that a link is of; for a merged one, the skill that it was merged into.
// parameters:
// rows: node
WITH startNode(parent) AS other
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH coalesce(target, other) AS node
