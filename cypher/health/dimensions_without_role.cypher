// Dimensions that no role works in, by slug after a key; and how many there are.
// parameters: after, limit
// rows: total, issues
MATCH (d:Dimension) WHERE NOT EXISTS { (d)<-[:HAS_DIMENSION]-(:Role) }
WITH d ORDER BY d.slug
WITH collect({key: d.slug, names: [d.name], nodes: [['Dimension', d.uid]]}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
