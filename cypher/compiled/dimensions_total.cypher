// How many dimensions have a text in their names; null takes all.
// parameters: text
// rows: value
COUNT { MATCH (node:Dimension) WHERE $text IS NULL OR toLower(node.name) CONTAINS $text }
