"""Reads without resolvers: an operation becomes one Cypher statement a root field, and the rows its response."""
