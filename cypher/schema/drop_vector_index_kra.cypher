// Drop the vector index of KRA nodes, before one of another size is made.
// parameters:
// rows:
DROP INDEX kra_embedding IF EXISTS
