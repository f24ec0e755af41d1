// Drop the vector index of Dimension nodes, before one of another size is made.
// parameters:
// rows:
DROP INDEX dimension_embedding IF EXISTS
