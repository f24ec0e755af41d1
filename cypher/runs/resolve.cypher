// Link a run to the role that was decided.
// parameters: uid, role
// rows:
MATCH (run:PipelineRun {uid: $uid})
MATCH (role:Role {slug: $role})
MERGE (run)-[:RESOLVED_TO]->(role)
