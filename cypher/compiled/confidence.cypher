// How sure a link was when it was written; the library's are.
// parameters:
// rows: value
coalesce(node.confidence, 1.0)
