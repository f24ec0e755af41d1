// How many dimensions have a text in their names; null takes all.
// parameters: text
// rows: total
MATCH (d:Dimension) WHERE $text IS NULL OR toLower(d.name) CONTAINS $text
RETURN count(d) AS total
