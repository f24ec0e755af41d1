// How many review items there are; null kind or status takes all.
// parameters: kind, status
// rows: total
MATCH (item:ReviewItem)
WHERE ($kind IS NULL OR item.kind = $kind) AND ($status IS NULL OR item.status = $status)
RETURN count(item) AS total
