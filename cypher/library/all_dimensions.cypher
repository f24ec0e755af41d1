// Every dimension.
// parameters:
// rows: slug, name, rationale, difficulty
MATCH (d:Dimension)
RETURN d.slug AS slug, d.name AS name, d.rationale AS rationale, d.difficulty AS difficulty
ORDER BY slug
