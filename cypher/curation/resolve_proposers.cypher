// Link the runs that proposed an item, and that no role was decided for, to a role.
// parameters: item, role
// rows: run
MATCH (role:Role {slug: $role})
MATCH (:ReviewItem {uid: $item})<-[:PROPOSED]-(run:PipelineRun)
WHERE NOT EXISTS { (run)-[:RESOLVED_TO]->(:Role) }
WITH role, run ORDER BY run.createdAt, run.uid
CREATE (run)-[:RESOLVED_TO]->(role)
RETURN run.uid AS run
