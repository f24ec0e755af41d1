// What is there now of nodes, by the database's ids.
// parameters: ids
// rows: id, properties
UNWIND $ids AS id
MATCH (n) WHERE elementId(n) = id
RETURN id, properties(n) AS properties
