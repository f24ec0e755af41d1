// The vector index over the embeddings of Role nodes; `options` holds size and similarity.
// parameters: options
// rows:
CREATE VECTOR INDEX role_embedding IF NOT EXISTS FOR (n:Role) ON (n.embedding) OPTIONS $options
