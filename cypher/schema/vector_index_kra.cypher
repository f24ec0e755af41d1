// The vector index over the embeddings of KRA nodes; `options` holds size and similarity.
// parameters: options
// rows:
CREATE VECTOR INDEX kra_embedding IF NOT EXISTS FOR (n:KRA) ON (n.embedding) OPTIONS $options
