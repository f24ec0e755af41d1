// The centroid of each role that a job description was resolved to.
// parameters:
// rows: role, centroid, count
MATCH (r:Role) WHERE r.centroidCount > 0
RETURN r.slug AS role, r.centroid AS centroid, r.centroidCount AS count
