// The live skills, roles, dimensions and KRAs nearest to a vector, nearest first.
// parameters: vector, limit
// rows: label, uid, score, matched
CALL (*) {
  CALL db.index.vector.queryNodes('skill_embedding', $limit, $vector) YIELD node, score
  WHERE node.status IN ['ACTIVE', 'DEPRECATED']
  RETURN 'Skill' AS label, node.uid AS uid, score, node.name AS matched
UNION ALL
  CALL db.index.vector.queryNodes('role_embedding', $limit, $vector) YIELD node, score
  RETURN 'Role' AS label, node.uid AS uid, score, node.name AS matched
UNION ALL
  CALL db.index.vector.queryNodes('dimension_embedding', $limit, $vector) YIELD node, score
  RETURN 'Dimension' AS label, node.uid AS uid, score, node.name AS matched
UNION ALL
  CALL db.index.vector.queryNodes('kra_embedding', $limit, $vector) YIELD node, score
  RETURN 'KRA' AS label, node.uid AS uid, score, node.text AS matched
}
RETURN label, uid, score, matched
ORDER BY score DESC, matched, uid
LIMIT $limit
