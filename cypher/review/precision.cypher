// How many review items were decided, and how many were proposed and still wait, in a period (ISO times; null leaves an
// end open), by kind, source and prompt version. What runs settled by themselves was decided by no one and is not counted.
// parameters: since, until
// rows: kind, source, promptVersion, approved, rejected, pending
MATCH (item:ReviewItem) WHERE item.status IN ['PENDING', 'APPROVED', 'REJECTED']
WITH item, CASE item.status WHEN 'PENDING' THEN item.createdAt ELSE item.decidedAt END AS at
WHERE at IS NOT NULL
  AND ($since IS NULL OR at >= datetime($since)) AND ($until IS NULL OR at < datetime($until))
RETURN item.kind AS kind, item.source AS source, item.promptVersion AS promptVersion,
  sum(CASE item.status WHEN 'APPROVED' THEN 1 ELSE 0 END) AS approved,
  sum(CASE item.status WHEN 'REJECTED' THEN 1 ELSE 0 END) AS rejected,
  sum(CASE item.status WHEN 'PENDING' THEN 1 ELSE 0 END) AS pending
ORDER BY kind, source, promptVersion
