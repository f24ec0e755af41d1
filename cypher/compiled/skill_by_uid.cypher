// The skill with a uid; a merged skill's uid answers the skill that it was merged into.
// parameters: uid
// rows: node
MATCH (other:Skill {uid: $uid})
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH coalesce(target, other) AS node
