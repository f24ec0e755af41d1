// Kind and slug of everything that a curator's change in force is about: a load leaves it alone.
// parameters:
// rows: kind, slug
MATCH (n:Skill|Dimension|Role)
WHERE EXISTS { MATCH (n)<-[:CHANGED]-(e:AuditEvent) WHERE NOT e.undone AND e.action <> 'UNDO' }
RETURN labels(n)[0] AS kind, n.slug AS slug
