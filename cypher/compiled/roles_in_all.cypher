// How many roles there are.
// parameters:
// rows: value
COUNT { (:Role) }
