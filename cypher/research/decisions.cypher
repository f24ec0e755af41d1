// How runs were decided: by case and role.
// parameters:
// rows: case, role, runs
MATCH (run:PipelineRun {status: 'COMPLETED'})
OPTIONAL MATCH (run)-[:RESOLVED_TO]->(r:Role)
RETURN run.decisionCase AS case, r.name AS role, count(*) AS runs
ORDER BY runs DESC, case, role
