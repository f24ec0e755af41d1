// Skills with the most spellings, abbreviations among them.
// parameters:
// rows: skill, spellings, abbreviations
MATCH (s:Skill {status: 'ACTIVE'})-[h:HAS_ALIAS]->(a:Alias)
RETURN s.name AS skill, count(a) AS spellings,
       collect(CASE h.type WHEN 'ABBREVIATION' THEN a.text END) AS abbreviations
ORDER BY spellings DESC, skill
LIMIT 25
