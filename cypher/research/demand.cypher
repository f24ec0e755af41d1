// What job descriptions ask for most, as a must or as a plus.
// parameters:
// rows: skill, jobDescriptions, primary, secondary
MATCH (job:JobDescription)<-[:OF]-(:PipelineRun)-[found:FOUND]->(s:Skill)
WITH s, job, max(found.isPrimary) AS isPrimary
RETURN s.name AS skill, count(job) AS jobDescriptions,
       count(CASE WHEN isPrimary THEN 1 END) AS primary, count(CASE WHEN NOT isPrimary THEN 1 END) AS secondary
ORDER BY jobDescriptions DESC, skill
LIMIT 25
