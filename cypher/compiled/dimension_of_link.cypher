// The dimension that a link leads to.
// parameters:
// rows: node
WITH endNode(parent) AS node
