// The role that a KRA is of.
// parameters:
// rows: node
MATCH (parent)<-[:HAS_KRA]-(node:Role)
