// Titles that several roles claim: who sends one lands in case C.
// parameters:
// rows: title, roles
MATCH (a:Alias)<-[:HAS_ALIAS]-(r:Role)
WITH a, collect(r.name) AS roles
WHERE size(roles) > 1
RETURN a.text AS title, roles
ORDER BY size(roles) DESC, title
