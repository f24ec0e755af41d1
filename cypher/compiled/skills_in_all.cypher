// How many active skills there are.
// parameters:
// rows: value
COUNT { (:Skill {status: 'ACTIVE'}) }
