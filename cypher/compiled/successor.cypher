// What a skill was merged into, chains and all, or is replaced by.
// parameters:
// rows: node
OPTIONAL MATCH (parent)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
OPTIONAL MATCH (parent)-[:REPLACED_BY]->(place:Skill)
WITH coalesce(target, place) AS other WHERE other IS NOT NULL
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(link:Skill) WHERE NOT EXISTS { (link)-[:MERGED_INTO]->() }
WITH coalesce(link, other) AS node
