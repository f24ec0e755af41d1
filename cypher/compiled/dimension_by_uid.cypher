// The dimension with a uid.
// parameters: uid
// rows: node
MATCH (node:Dimension {uid: $uid})
