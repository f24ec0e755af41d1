// Which links are not from the library: the run behind each, how often it was confirmed, and the words.
// parameters:
// rows: kind, name, link, dimension, confidence, confirmations, words, first
MATCH (n:Skill|Role)-[l:IN_DIMENSION|HAS_DIMENSION|CANDIDATE_FOR {origin: 'run'}]->(d:Dimension)
OPTIONAL MATCH (run:PipelineRun {uid: l.runId})
RETURN labels(n)[0] AS kind, n.name AS name, type(l) AS link, d.name AS dimension, l.confidence AS confidence,
       l.confirmations AS confirmations, l.evidence AS words, run.createdAt AS first
ORDER BY confirmations DESC, name
LIMIT 50
