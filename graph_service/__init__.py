"""The skill and role knowledge graph."""
