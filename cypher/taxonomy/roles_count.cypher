// How many roles there are.
// parameters:
// rows: total
MATCH (r:Role)
RETURN count(r) AS total
