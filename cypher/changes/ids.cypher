// The database's own ids of nodes by label and key, for statements of the same transaction.
// parameters: rows
// rows: label, key, id
UNWIND $rows AS row
CALL (row) {
  WITH row WHERE row.label IN ['Skill', 'Role', 'Dimension', 'KRA', 'ReviewItem', 'PipelineRun']
  MATCH (n:Skill|Role|Dimension|KRA|ReviewItem|PipelineRun {uid: row.key}) RETURN n
UNION
  WITH row WHERE row.label = 'Alias'
  MATCH (n:Alias {normalized: row.key}) RETURN n
UNION
  WITH row WHERE row.label = 'SubCategory'
  MATCH (n:SubCategory {key: row.key}) RETURN n
UNION
  WITH row WHERE row.label = 'Category'
  MATCH (n:Category {name: row.key}) RETURN n
UNION
  WITH row WHERE row.label = 'JobDescription'
  MATCH (n:JobDescription {sha256: row.key}) RETURN n
}
RETURN row.label AS label, row.key AS key, elementId(n) AS id
