// How many spellings of active skills and roles there are.
// parameters:
// rows: value
COUNT { MATCH (node:Alias)<-[:HAS_ALIAS]-(other) WHERE other:Role OR other.status = 'ACTIVE' RETURN DISTINCT node }
