// The KRAs of a role, in its order.
// parameters:
// rows: node
MATCH (parent)-[link:HAS_KRA]->(node:KRA)
WITH node ORDER BY coalesce(link.position, 1000), node.uid
