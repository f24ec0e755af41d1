// The role that a link is of.
// parameters:
// rows: node
WITH startNode(parent) AS node
