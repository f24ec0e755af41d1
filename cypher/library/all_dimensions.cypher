// Every dimension.
// parameters:
// rows: slug, name, rationale, difficulty, embedding
MATCH (d:Dimension)
RETURN d.slug AS slug, d.name AS name, d.rationale AS rationale, d.difficulty AS difficulty,
       d.embedding AS embedding
ORDER BY slug
