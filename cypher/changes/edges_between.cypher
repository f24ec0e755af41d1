// What is there now of edges, by the database's ids of their ends.
// parameters: rows
// rows: position, properties
UNWIND $rows AS row
MATCH (a) WHERE elementId(a) = row.start
MATCH (b) WHERE elementId(b) = row.end
MATCH (a)-[r]->(b) WHERE type(r) = row.type AND coalesce(r.kind, r.role, '') = row.kind
RETURN row.position AS position, properties(r) AS properties
