// Dimensions without an active skill, by slug after a key; and how many there are.
// parameters: after, limit
// rows: total, issues
MATCH (d:Dimension) WHERE NOT EXISTS { (d)<-[:IN_DIMENSION]-(:Skill {status: 'ACTIVE'}) }
WITH d ORDER BY d.slug
WITH collect({key: d.slug, names: [d.name], nodes: [['Dimension', d.uid]]}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
