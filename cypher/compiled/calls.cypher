// The calls of language models that a run made, oldest first.
// parameters:
// rows: value
COLLECT { MATCH (node)-[:MADE]->(other:LLMCall) RETURN other {.*} ORDER BY other.at, other.uid }
