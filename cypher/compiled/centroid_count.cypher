// How many job descriptions a role's centroid is the mean of.
// parameters:
// rows: value
coalesce(node.centroidCount, 0)
