// Circles of skills that were merged into each other, each from its first slug in the alphabet, after a key; and how many there are.
// parameters: after, limit
// rows: total, issues
MATCH (a:Skill)-[:MERGED_INTO]->(b:Skill)
MATCH way = SHORTEST 1 (b)-[:MERGED_INTO]->*(a)
WHERE all(n IN nodes(way) WHERE a.slug <= n.slug)
WITH [a] + nodes(way)[..-1] AS round
WITH reduce(key = '', n IN round | key + n.slug + ' ') AS key, round ORDER BY key
WITH collect(DISTINCT {key: key, names: [n IN round | n.name], nodes: [n IN round | ['Skill', n.uid]]}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
