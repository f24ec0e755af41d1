// The live nodes that a spelling leads to, or whose name or slug it is.
// parameters: normalized
// rows: label, uid, matched
CALL (*) {
  MATCH (a:Alias {normalized: $normalized})<-[h:HAS_ALIAS]-(n:Skill|Role)
  WHERE coalesce(n.status, 'ACTIVE') IN ['ACTIVE', 'DEPRECATED']
  RETURN labels(n)[0] AS label, n.uid AS uid, a.text AS matched, CASE WHEN h.isPrimary THEN 0 ELSE 1 END AS rank
UNION
  MATCH (d:Dimension) WHERE toLower(d.name) = $normalized OR d.slug = $normalized
  RETURN 'Dimension' AS label, d.uid AS uid, d.name AS matched, 2 AS rank
}
RETURN label, uid, matched
ORDER BY rank, label DESC, uid
