// Remove edges between nodes, by the database's ids.
// parameters: rows
// rows:
UNWIND $rows AS row
MATCH (a) WHERE elementId(a) = row.start
MATCH (b) WHERE elementId(b) = row.end
MATCH (a)-[r]->(b) WHERE type(r) = row.type AND coalesce(r.kind, r.role, '') = row.kind
DELETE r
