// What skills (slugs) were merged into meanwhile, chains and all.
// parameters: slugs
// rows: slug, successor
UNWIND $slugs AS slug
MATCH (:Skill {slug: slug})-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
RETURN slug, target.slug AS successor
