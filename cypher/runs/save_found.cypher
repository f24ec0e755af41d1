// Keep which library skills a run found, in place of what it kept before.
// parameters: uid, rows
// rows: found
MATCH (run:PipelineRun {uid: $uid})
OPTIONAL MATCH (run)-[old:FOUND]->(:Skill)
DELETE old
WITH DISTINCT run
UNWIND $rows AS row
MATCH (s:Skill {slug: row.skill})
MERGE (run)-[f:FOUND]->(s)
SET f.isPrimary = row.isPrimary, f.evidence = row.evidence
RETURN count(f) AS found
