// Spellings that lead nowhere, by their key after one; and how many there are.
// parameters: after, limit
// rows: total, issues
MATCH (a:Alias) WHERE NOT EXISTS { (a)<-[:HAS_ALIAS]-(:Skill|Role) }
WITH a ORDER BY a.normalized
WITH collect({key: a.normalized, names: [a.text], nodes: []}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
