// Nodes with a spelling, name or sentence that begins with a text or matches a Lucene query; `links` is how many nodes of the taxonomy lead to the node.
// parameters: beginning, query, limit
// rows: label, uid, slug, name, links, spellings
CALL (*) {
  CALL (*) {
    MATCH (alias:Alias) WHERE alias.normalized STARTS WITH $beginning
    RETURN alias ORDER BY size(alias.normalized), alias.normalized LIMIT $limit
  UNION
    CALL db.index.fulltext.queryNodes('fulltext_index_Alias_text', $query, {limit: $limit}) YIELD node AS alias
    RETURN alias
  }
  MATCH (alias)<-[:HAS_ALIAS]-(node:Skill|Role)
  WHERE coalesce(node.status, 'ACTIVE') IN ['ACTIVE', 'DEPRECATED']
  RETURN node, node.name AS name, alias.text AS spelling
UNION
  CALL db.index.fulltext.queryNodes('fulltext_index_Dimension_name', $query, {limit: $limit}) YIELD node
  RETURN node, node.name AS name, node.name AS spelling
UNION
  CALL db.index.fulltext.queryNodes('fulltext_index_KRA_text', $query, {limit: $limit}) YIELD node
  RETURN node, node.text AS name, node.text AS spelling
}
WITH node, name, collect(spelling) AS spellings
RETURN labels(node)[0] AS label, node.uid AS uid, node.slug AS slug, name,
  COUNT { (node)<-[:RELATED_TO|SPECIALISES|HAS_DIMENSION]-() } AS links, spellings
