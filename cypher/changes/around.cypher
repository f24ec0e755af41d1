// Nodes with what changes them counted, and every edge of theirs but those of the log. A node is answered by label and key.
// parameters: uids, keys
// rows: label, key, title, version, properties, edges
CALL (*) {
  MATCH (n:Skill|Role|Dimension|KRA|ReviewItem) WHERE n.uid IN $uids RETURN n
UNION
  MATCH (n:Alias) WHERE n.normalized IN $keys RETURN n
UNION
  MATCH (n:SubCategory) WHERE n.key IN $keys RETURN n
UNION
  MATCH (n:Category) WHERE n.name IN $keys RETURN n
}
RETURN labels(n)[0] AS label, coalesce(n.uid, n.normalized, n.key, n.name) AS key,
  coalesce(n.slug, n.text, n.key, n.name, n.uid) AS title,
  COUNT { (n)<-[:CHANGED]-(:AuditEvent) } AS version, properties(n) AS properties,
  COLLECT { MATCH (n)-[r]-(m) WHERE NOT m:AuditEvent
    RETURN {out: startNode(r) = n, type: type(r), kind: coalesce(r.kind, r.role, ''), properties: properties(r),
      label: labels(m)[0], key: coalesce(m.uid, m.normalized, m.sha256, m.key, m.name),
      title: coalesce(m.slug, m.text, m.key, m.name, m.uid, m.sha256),
      node: CASE WHEN m:Alias OR m:ReviewItem THEN properties(m) END} } AS edges
