// Sums over the calls of a time, by step, model, role or day; a null since or until takes all.
// Times are texts: of two names of one zone, Neo4j takes the same moment for a later one.
// parameters: since, until, by
// rows: key, calls, reused, failed, unpriced, promptTokens, cachedTokens, completionTokens, costUsd
MATCH (run:PipelineRun)-[:MADE]->(call:LLMCall)
WHERE ($since IS NULL OR call.at >= datetime($since)) AND ($until IS NULL OR call.at < datetime($until))
WITH call, CASE $by
  WHEN 'STEP' THEN call.step
  WHEN 'MODEL' THEN call.model
  WHEN 'ROLE' THEN coalesce(run.decisionRole, 'none')
  ELSE toString(date(call.at))
END AS key
RETURN key, count(*) AS calls,
       sum(CASE call.status WHEN 'REUSED' THEN 1 ELSE 0 END) AS reused,
       sum(CASE WHEN call.status IN ['OK', 'REUSED'] THEN 0 ELSE 1 END) AS failed,
       sum(CASE WHEN call.priced THEN 0 ELSE 1 END) AS unpriced,
       sum(call.promptTokens) AS promptTokens, sum(call.cachedTokens) AS cachedTokens,
       sum(call.completionTokens) AS completionTokens, sum(call.costUsd) AS costUsd
ORDER BY key
