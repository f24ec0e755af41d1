"""Neo4j: the server that we start, the connection, the statements, and one module for each subject."""
