// The families of roles, and how many roles each has.
// parameters:
// rows: name, count
MATCH (r:Role) WHERE r.family IS NOT NULL
RETURN r.family AS name, count(*) AS count
ORDER BY name
