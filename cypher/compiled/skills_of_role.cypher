// The active skills that a role covers through its dimensions.
// parameters:
// rows: node
MATCH (parent)-[:HAS_DIMENSION]->(:Dimension)<-[:IN_DIMENSION]-(node:Skill {status: 'ACTIVE'})
WITH DISTINCT node ORDER BY node.slug
