// Keep which library skills a run found, in place of what it kept before; of a merged one, what it was merged into.
// parameters: uid, rows
// rows: found
MATCH (run:PipelineRun {uid: $uid})
OPTIONAL MATCH (run)-[old:FOUND]->(:Skill)
DELETE old
WITH DISTINCT run
UNWIND $rows AS row
MATCH (named:Skill {slug: row.skill})
OPTIONAL MATCH (named)-[:MERGED_INTO*1..]->(target:Skill) WHERE NOT EXISTS { (target)-[:MERGED_INTO]->() }
WITH run, row, coalesce(target, named) AS s
MERGE (run)-[f:FOUND]->(s)
SET f.isPrimary = row.isPrimary, f.evidence = row.evidence
RETURN count(f) AS found
