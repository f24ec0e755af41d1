// Keep a call with its run. `at` is a text with a zone.
// parameters: run, properties, at
// rows: uid
MATCH (run:PipelineRun {uid: $run})
CREATE (call:LLMCall)
SET call = $properties, call.at = datetime($at)
CREATE (run)-[:MADE]->(call)
RETURN call.uid AS uid
