// What waits for a curator, by how many different job descriptions asked for it.
// parameters:
// rows: kind, text, jobDescriptions, about
MATCH (item:ReviewItem {status: 'PENDING'})
OPTIONAL MATCH (item)-[:ABOUT]->(subject)
RETURN item.kind AS kind, item.text AS text, item.count AS jobDescriptions, collect(subject.name) AS about
ORDER BY jobDescriptions DESC, kind, text
LIMIT 25
