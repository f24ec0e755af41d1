// What the library's last load left: its digest, the embedding model, and the taxonomy's version.
// parameters:
// rows: version, digest, model, dimensions
MATCH (t:Taxonomy {uid: 'taxonomy'})
RETURN t.version AS version, t.libraryDigest AS digest, t.embeddingModel AS model, t.embeddingDimensions AS dimensions
