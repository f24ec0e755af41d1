// What a run could not do as well as it might have.
// parameters:
// rows: value
coalesce(node.warnings, [])
