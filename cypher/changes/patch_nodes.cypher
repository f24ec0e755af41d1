// Set properties of nodes; null removes one.
// parameters: rows
// rows: id
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.id
SET n += row.properties
RETURN row.id AS id
