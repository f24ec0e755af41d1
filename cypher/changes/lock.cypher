// Hold the taxonomy until the transaction ends: what curators do comes one after the other, and so does what runs finish.
// parameters:
// rows: version
MERGE (t:Taxonomy {uid: 'taxonomy'})
SET t.lock = true
REMOVE t.lock
RETURN coalesce(t.version, 0) AS version
