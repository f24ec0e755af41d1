// Hold back dollars for a call, of its run and of the day, if both have that much left. The locks are taken in one
// order and before anything is read: of calls at the same time each sees what the ones before it hold.
// parameters: run, day, uid, usd, runCap, dayCap, seconds
// rows: outcome, runUsd, dayUsd
MERGE (day:LLMDay {day: $day})
ON CREATE SET day.usd = 0.0
SET day.lock = $uid
REMOVE day.lock
WITH day
MATCH (run:PipelineRun {uid: $run})
SET run.lock = $uid
REMOVE run.lock
WITH day, run
OPTIONAL MATCH (old:LLMReservation)-[:HELD_OF]->(day) WHERE old.expiresAt < datetime()
DETACH DELETE old
WITH DISTINCT day, run
WITH day, run, coalesce(run.llmUsd, 0.0) AS runUsd,
     reduce(sum = 0.0, usd IN COLLECT { MATCH (r:LLMReservation)-[:HELD_OF]->(run) RETURN r.usd } | sum + usd) AS runHeld,
     reduce(sum = 0.0, usd IN COLLECT { MATCH (r:LLMReservation)-[:HELD_OF]->(day) RETURN r.usd } | sum + usd) AS dayHeld
WITH day, run, runUsd, CASE
  WHEN runUsd + $usd > $runCap THEN 'OVER_RUN_CAP'
  WHEN day.usd + $usd > $dayCap THEN 'OVER_DAY_CAP'
  WHEN runUsd + runHeld + $usd > $runCap OR day.usd + dayHeld + $usd > $dayCap THEN 'WAIT'
  ELSE 'GRANTED'
END AS outcome
FOREACH (_ IN CASE outcome WHEN 'GRANTED' THEN [1] ELSE [] END |
  CREATE (r:LLMReservation {uid: $uid, usd: $usd, expiresAt: datetime() + duration({seconds: $seconds})})
  CREATE (r)-[:HELD_OF]->(day)
  CREATE (r)-[:HELD_OF]->(run))
RETURN outcome, runUsd, day.usd AS dayUsd
