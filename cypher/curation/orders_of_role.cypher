// The sentences of a role's KRAs, and the next free places in its orders of KRAs and dimensions.
// parameters: uid
// rows: kras, nextKra, nextDimension
MATCH (r:Role {uid: $uid})
RETURN COLLECT { MATCH (r)-[:HAS_KRA]->(k:KRA) RETURN k.text ORDER BY k.uid } AS kras,
  1 + coalesce(head(COLLECT { MATCH (r)-[h:HAS_KRA]->(:KRA) RETURN max(coalesce(h.position, 1000)) }), -1) AS nextKra,
  1 + coalesce(head(COLLECT { MATCH (r)-[l:HAS_DIMENSION]->(:Dimension)
    RETURN max(coalesce(l.position, 1000)) }), -1) AS nextDimension
