// How many dimensions there are.
// parameters:
// rows: value
COUNT { (:Dimension) }
