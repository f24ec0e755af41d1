// What came of a review item; of a superseded one, the item that is kept says so.
// parameters:
// rows: value
CASE node.status WHEN 'SUPERSEDED' THEN null ELSE node.resolution END
