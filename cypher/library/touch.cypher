// Count the taxonomy's version up: something in it changed.
// parameters:
// rows: version
MERGE (t:Taxonomy {uid: 'taxonomy'})
SET t.version = coalesce(t.version, 0) + 1
RETURN t.version AS version
