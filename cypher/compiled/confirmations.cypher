// How many job descriptions confirmed a link.
// parameters:
// rows: value
coalesce(node.confirmations, 0)
