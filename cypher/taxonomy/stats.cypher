// How many of each there are; of skills the active ones, of aliases the spellings of active skills and roles.
// parameters:
// rows: skills, aliases, roles, dimensions, kras, runs
RETURN
  COUNT { (:Skill {status: 'ACTIVE'}) } AS skills,
  COUNT { MATCH (a:Alias)<-[:HAS_ALIAS]-(o) WHERE o:Role OR o.status = 'ACTIVE' RETURN DISTINCT a } AS aliases,
  COUNT { (:Role) } AS roles,
  COUNT { (:Dimension) } AS dimensions,
  COUNT { (:KRA) } AS kras,
  COUNT { (:PipelineRun) } AS runs
