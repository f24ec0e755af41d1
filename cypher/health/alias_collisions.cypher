// Spellings that lead to several active skills, or to several roles, without a curator's ruling; by key after one; and how many.
// parameters: after, limit
// rows: total, issues
MATCH (a:Alias)<-[:HAS_ALIAS]-(owner:Skill|Role)
WHERE a.ruling IS NULL AND coalesce(owner.status, 'ACTIVE') = 'ACTIVE'
WITH a, labels(owner)[0] AS label, owner ORDER BY owner.slug
WITH a, label, collect(owner) AS owners WHERE size(owners) > 1
WITH a.normalized + ' ' + label AS key, a, label, owners ORDER BY key
WITH collect({key: key, names: [a.text] + [o IN owners | o.name], nodes: [o IN owners | [label, o.uid]]}) AS found
RETURN size(found) AS total, [issue IN found WHERE $after IS NULL OR issue.key > $after][..$limit] AS issues
