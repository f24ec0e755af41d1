// Skills that the same job descriptions ask for.
// parameters:
// rows: one, other, jobDescriptions
MATCH (a:Skill)<-[:FOUND]-(run:PipelineRun)-[:FOUND]->(b:Skill)
WHERE a.slug < b.slug
MATCH (run)-[:OF]->(job:JobDescription)
RETURN a.name AS one, b.name AS other, count(DISTINCT job) AS jobDescriptions
ORDER BY jobDescriptions DESC, one, other
LIMIT 25
