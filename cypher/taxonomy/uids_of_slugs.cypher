// The uids of nodes of one label by slug; a merged skill's slug answers the skill that it was merged into.
// parameters: label, slugs
// rows: slug, uid
UNWIND $slugs AS slug
MATCH (n:Skill|Role|Dimension {slug: slug}) WHERE $label IN labels(n)
OPTIONAL MATCH (n)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
RETURN slug, coalesce(target, n).uid AS uid
