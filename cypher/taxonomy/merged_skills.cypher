// Skills by uid as they are, merged ones too.
// parameters: uids
// rows: uid, node
UNWIND $uids AS uid
MATCH (s:Skill {uid: uid})
OPTIONAL MATCH (s)-[:IN_SUBCATEGORY]->(sub:SubCategory)-[:PART_OF]->(c:Category)
RETURN uid, s {.uid, .slug, .name, .description, .status, .nature, .volatility, .lifespan, .versionStrategy,
  .confidence, .maturityReasoning, .isExtractable, .contextTags, category: c.name, subCategory: sub.name,
  version: COUNT { (s)<-[:CHANGED]-(:AuditEvent) }} AS node
