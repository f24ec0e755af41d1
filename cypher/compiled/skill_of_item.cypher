// The skill that a review item is about; for a merged one, the skill that it was merged into.
// parameters:
// rows: node
MATCH (parent)-[:ABOUT]->(other:Skill)
WITH other ORDER BY other.slug LIMIT 1
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH coalesce(target, other) AS node
