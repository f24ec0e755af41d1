// Where edges of a type and kind lead to from skills or roles (uids).
// parameters: uids, type, kind
// rows: start, end, slug
UNWIND $uids AS uid
MATCH (n:Skill|Role {uid: uid})-[r]->(m:Skill|Role)
WHERE type(r) = $type AND coalesce(r.kind, '') = $kind
RETURN uid AS start, m.uid AS end, m.slug AS slug
