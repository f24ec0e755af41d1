// A spelling that the files give to several skills is theirs on purpose.
// parameters:
// rows:
MATCH (a:Alias)<-[h:HAS_ALIAS {origin: 'library'}]-(:Skill)
WITH a, count(h) AS owners
WHERE owners > 1 AND a.ruling IS NULL
SET a.ruling = 'HOMONYM'
