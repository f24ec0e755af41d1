// Nodes whose spellings, names or sentences match a Lucene query, best first.
// parameters: query, limit
// rows: label, uid, score, matched
CALL (*) {
  CALL db.index.fulltext.queryNodes('fulltext_index_Alias_text', $query, {limit: $limit}) YIELD node, score
  MATCH (node)<-[:HAS_ALIAS]-(owner:Skill|Role)
  WHERE coalesce(owner.status, 'ACTIVE') IN ['ACTIVE', 'DEPRECATED']
  RETURN labels(owner)[0] AS label, owner.uid AS uid, score, node.text AS matched
UNION ALL
  CALL db.index.fulltext.queryNodes('fulltext_index_Dimension_name', $query, {limit: $limit}) YIELD node, score
  RETURN 'Dimension' AS label, node.uid AS uid, score * 0.9 AS score, node.name AS matched
UNION ALL
  CALL db.index.fulltext.queryNodes('fulltext_index_KRA_text', $query, {limit: $limit}) YIELD node, score
  RETURN 'KRA' AS label, node.uid AS uid, score * 0.6 AS score, node.text AS matched
}
RETURN label, uid, max(score) AS score, head(collect(matched)) AS matched
ORDER BY score DESC, uid
LIMIT $limit
