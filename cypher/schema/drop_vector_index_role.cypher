// Drop the vector index of Role nodes, before one of another size is made.
// parameters:
// rows:
DROP INDEX role_embedding IF EXISTS
