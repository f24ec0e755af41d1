// Mark a review item as approved, and as about the role that came of it.
// parameters: uid, role
// rows: status
MATCH (item:ReviewItem {uid: $uid})
MATCH (role:Role {slug: $role})
SET item.status = 'APPROVED', item.updatedAt = datetime()
MERGE (item)-[:ABOUT]->(role)
RETURN item.status AS status
