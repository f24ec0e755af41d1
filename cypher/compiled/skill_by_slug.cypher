// The skill with a slug; a merged skill's slug answers the skill that it was merged into.
// parameters: slug
// rows: node
MATCH (other:Skill {slug: $slug})
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH coalesce(target, other) AS node
