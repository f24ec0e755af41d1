// How long skills stay in demand, by what kind of thing they are.
// parameters:
// rows: nature, evergreen, multiYear, shortLived
MATCH (s:Skill {status: 'ACTIVE'})
RETURN s.nature AS nature,
       count(CASE s.lifespan WHEN 'EVERGREEN' THEN 1 END) AS evergreen,
       count(CASE s.lifespan WHEN 'MULTI_YEAR' THEN 1 END) AS multiYear,
       count(CASE s.lifespan WHEN 'SHORT_LIVED' THEN 1 END) AS shortLived
ORDER BY nature
