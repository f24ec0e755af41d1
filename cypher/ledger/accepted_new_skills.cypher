// How many new skills curators accepted of those that were first proposed in a time; a null since or until takes all.
// parameters: since, until
// rows: accepted
MATCH (item:ReviewItem {kind: 'NEW_SKILL', status: 'APPROVED'})
WHERE ($since IS NULL OR item.createdAt >= datetime($since)) AND ($until IS NULL OR item.createdAt < datetime($until))
RETURN count(item) AS accepted
