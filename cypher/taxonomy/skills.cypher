// Skills by uid; a merged one answers the skill that it was merged into.
// parameters: uids
// rows: uid, node
UNWIND $uids AS uid
MATCH (asked:Skill {uid: uid})
OPTIONAL MATCH (asked)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH uid, coalesce(target, asked) AS s
OPTIONAL MATCH (s)-[:IN_SUBCATEGORY]->(sub:SubCategory)-[:PART_OF]->(c:Category)
RETURN uid, s {.uid, .slug, .name, .description, .status, .nature, .volatility, .lifespan, .versionStrategy,
  .confidence, .maturityReasoning, .isExtractable, .contextTags, category: c.name, subCategory: sub.name,
  version: COUNT { (s)<-[:CHANGED]-(:AuditEvent) }} AS node
