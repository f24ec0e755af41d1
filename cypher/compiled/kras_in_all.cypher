// How many KRAs there are.
// parameters:
// rows: value
COUNT { (:KRA) }
