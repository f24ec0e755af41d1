// The spellings of a skill or role as edges, each with its alias; the canonical one first.
// parameters:
// rows: node, other
MATCH (parent)-[node:HAS_ALIAS]->(other)
WITH node, other ORDER BY node.isPrimary DESC, other.normalized
