// Drop the vector index of Skill nodes, before one of another size is made.
// parameters:
// rows:
DROP INDEX skill_embedding IF EXISTS
