// Remember what was loaded, and count the taxonomy's version up.
// parameters: digest, model, dimensions
// rows: version
MERGE (t:Taxonomy {uid: 'taxonomy'})
ON CREATE SET t.version = 0
SET t.version = t.version + 1, t.libraryDigest = $digest, t.embeddingModel = $model, t.embeddingDimensions = $dimensions
RETURN t.version AS version
