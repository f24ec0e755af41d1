// Roles without a KRA, by slug after a key; and how many there are.
// parameters: after, limit
// rows: total, issues
MATCH (r:Role) WHERE NOT EXISTS { (r)-[:HAS_KRA]->(:KRA) }
WITH r ORDER BY r.slug
WITH collect({key: r.slug, names: [r.name], nodes: [['Role', r.uid]]}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
