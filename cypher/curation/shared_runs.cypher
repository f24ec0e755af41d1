// How many runs found both skills of each pair, in the library or as a new skill; pairs without such a run are left out.
// parameters: pairs
// rows: one, other, runs
UNWIND $pairs AS pair
MATCH (a:Skill {uid: pair[0]})
MATCH (b:Skill {uid: pair[1]})
CALL (a) {
  MATCH (a)<-[:FOUND]-(run:PipelineRun)
  RETURN run
UNION
  MATCH (a)<-[:ABOUT]-(:ReviewItem {kind: 'NEW_SKILL'})<-[:PROPOSED]-(run:PipelineRun)
  RETURN run
}
WITH a, b, run
WHERE EXISTS { (run)-[:FOUND]->(b) } OR EXISTS { (run)-[:PROPOSED]->(:ReviewItem {kind: 'NEW_SKILL'})-[:ABOUT]->(b) }
RETURN a.uid AS one, b.uid AS other, count(run) AS runs
