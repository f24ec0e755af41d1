// The vector index over the embeddings of Dimension nodes; `options` holds size and similarity.
// parameters: options
// rows:
CREATE VECTOR INDEX dimension_embedding IF NOT EXISTS FOR (n:Dimension) ON (n.embedding) OPTIONS $options
