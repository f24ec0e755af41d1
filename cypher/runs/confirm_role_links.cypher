// Confirm the role's links to its dimensions, once more for a fresh job description.
// parameters: role, dimensions, step
// rows: dimension
UNWIND $dimensions AS slug
MATCH (:Role {slug: $role})-[l:HAS_DIMENSION]->(:Dimension {slug: slug})
SET l.confirmations = coalesce(l.confirmations, 0) + $step,
    l.confirmedAt = CASE $step WHEN 0 THEN l.confirmedAt ELSE datetime() END
RETURN slug AS dimension
