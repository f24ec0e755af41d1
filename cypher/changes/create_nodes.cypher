// Create nodes.
// parameters: rows
// rows: id
UNWIND $rows AS row
CREATE (n:$(row.label))
SET n = row.properties
RETURN elementId(n) AS id
