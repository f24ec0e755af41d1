// Count what a call really cost, and give back what was held for it. Locks in the order of `reserve`.
// parameters: run, day, uid, usd
// rows: runUsd, dayUsd
MERGE (day:LLMDay {day: $day})
ON CREATE SET day.usd = 0.0
SET day.lock = $uid
REMOVE day.lock
WITH day
MATCH (run:PipelineRun {uid: $run})
SET run.lock = $uid
REMOVE run.lock
WITH day, run
OPTIONAL MATCH (held:LLMReservation {uid: $uid})
DETACH DELETE held
WITH DISTINCT day, run
SET day.usd = day.usd + $usd, run.llmUsd = coalesce(run.llmUsd, 0.0) + $usd
RETURN run.llmUsd AS runUsd, day.usd AS dayUsd
