// Active skills that are in no dimension, by slug after a key; and how many there are.
// parameters: after, limit
// rows: total, issues
MATCH (s:Skill {status: 'ACTIVE'}) WHERE NOT EXISTS { (s)-[:IN_DIMENSION]->(:Dimension) }
WITH s ORDER BY s.slug
WITH collect({key: s.slug, names: [s.name], nodes: [['Skill', s.uid]]}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
