// The shortest path between two nodes of the live taxonomy, as the labels and uids of its nodes and the types between.
// parameters: from, to
// rows: nodes, relationships
MATCH (a:Skill|Role|Dimension|KRA {uid: $from}), (b:Skill|Role|Dimension|KRA {uid: $to})
MATCH p = shortestPath((a)-[:IN_DIMENSION|HAS_DIMENSION|HAS_KRA|SPECIALISES|RELATED_TO*..10]-(b))
WHERE all(n IN nodes(p) WHERE coalesce(n.status, 'ACTIVE') = 'ACTIVE' OR n IN [a, b])
RETURN [n IN nodes(p) | [labels(n)[0], n.uid]] AS nodes, [r IN relationships(p) | type(r)] AS relationships
