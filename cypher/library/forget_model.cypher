// Say that the vectors are of no one model, from before the first is written anew until the last is.
// parameters:
// rows:
MATCH (t:Taxonomy {uid: 'taxonomy'})
SET t.embeddingModel = NULL, t.libraryDigest = NULL
