// The dimensions that a role has now.
// parameters: role
// rows: dimension
MATCH (:Role {slug: $role})-[:HAS_DIMENSION]->(d:Dimension)
RETURN d.slug AS dimension
