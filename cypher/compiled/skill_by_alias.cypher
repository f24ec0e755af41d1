// The live skill that a spelling leads to, its canonical owner before others.
// parameters: normalized
// rows: node
MATCH (:Alias {normalized: $normalized})<-[link:HAS_ALIAS]-(other:Skill)
WHERE coalesce(other.status, 'ACTIVE') IN ['ACTIVE', 'DEPRECATED']
WITH other ORDER BY link.isPrimary DESC, other.slug LIMIT 1
OPTIONAL MATCH (other)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH coalesce(target, other) AS node
