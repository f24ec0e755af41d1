// Take a job description's vector into the role's centroid: a running mean.
// parameters: role, vector
// rows: count
MATCH (role:Role {slug: $role})
SET role.lock = role.slug
WITH role, coalesce(role.centroidCount, 0) AS n
SET role.centroid = CASE n
  WHEN 0 THEN $vector
  ELSE [i IN range(0, size($vector) - 1) | (role.centroid[i] * n + $vector[i]) / (n + 1)]
END,
role.centroidCount = n + 1
REMOVE role.lock
RETURN role.centroidCount AS count
