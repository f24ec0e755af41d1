// Create a role, unless there is one of its slug.
// parameters: slug, uid, properties
// rows: created
MERGE (role:Role {slug: $slug})
ON CREATE SET role.uid = $uid, role.origin = 'curator', role.centroidCount = 0, role += $properties
RETURN role.uid = $uid AS created
