// The spellings of skills or roles, the canonical one first.
// parameters: uids
// rows: uid, aliases
UNWIND $uids AS uid
MATCH (n:Skill|Role {uid: uid})
RETURN uid, COLLECT { MATCH (n)-[h:HAS_ALIAS]->(a:Alias)
  RETURN [a.text, h.type, h.isPrimary, h.matchStrategy] ORDER BY h.isPrimary DESC, a.normalized } AS aliases
