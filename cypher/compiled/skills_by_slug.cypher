// The skills with slugs, each with its slug; a merged skill's slug answers the skill that it was merged into.
// parameters: slugs
// rows: node, place
UNWIND $slugs AS place
MATCH (other:Skill {slug: place})
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH place, coalesce(target, other) AS node
