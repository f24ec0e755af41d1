// Replace a role's centroid; a null vector removes it.
// parameters: role, vector, count
// rows:
MATCH (r:Role {slug: $role})
SET r.centroid = $vector, r.centroidCount = $count
