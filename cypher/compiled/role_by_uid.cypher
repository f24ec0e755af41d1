// The role with a uid.
// parameters: uid
// rows: node
MATCH (node:Role {uid: $uid})
