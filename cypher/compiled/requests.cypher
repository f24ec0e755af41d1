// The requests of job descriptions behind a role's link, oldest first.
// parameters: first
// rows: node
WITH startNode(parent) AS other, endNode(parent) AS place
MATCH (:JobDescription)-[node:ASKED_FOR {role: other.slug}]->(place)
WITH node ORDER BY node.at, node.runId LIMIT $first
