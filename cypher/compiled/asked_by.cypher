// How many job descriptions asked for the link of a role.
// parameters:
// rows: value
head(COLLECT { WITH startNode(node) AS other, endNode(node) AS place
  RETURN COUNT { (:JobDescription)-[:ASKED_FOR {role: other.slug}]->(place) } })
