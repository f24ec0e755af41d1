// What skills were merged into, chains and all, or are replaced by.
// parameters: uids
// rows: uid, uids
UNWIND $uids AS uid
MATCH (s:Skill {uid: uid})
OPTIONAL MATCH (s)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
OPTIONAL MATCH (s)-[:REPLACED_BY]->(replacement:Skill)
RETURN uid, [n IN [target, replacement] WHERE n IS NOT NULL | n.uid] AS uids
