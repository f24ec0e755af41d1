// Whether Neo4j answers.
// parameters:
// rows: ok
RETURN true AS ok
