// The taxonomy's version after an event.
// parameters:
// rows: value
coalesce(node.version, 0)
