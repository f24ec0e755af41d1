// Confirm the links of library skills to their dimensions, once more for a fresh job description.
// parameters: rows, step
// rows: skill, dimension
UNWIND $rows AS row
MATCH (:Skill {slug: row.skill})-[l:IN_DIMENSION]->(:Dimension {slug: row.dimension})
SET l.confirmations = coalesce(l.confirmations, 0) + $step,
    l.confirmedAt = CASE $step WHEN 0 THEN l.confirmedAt ELSE datetime() END
RETURN row.skill AS skill, row.dimension AS dimension
