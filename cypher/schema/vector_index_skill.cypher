// The vector index over the embeddings of Skill nodes; `options` holds size and similarity.
// parameters: options
// rows:
CREATE VECTOR INDEX skill_embedding IF NOT EXISTS FOR (n:Skill) ON (n.embedding) OPTIONS $options
