// The KRA with a uid, as long as it is of a role.
// parameters: uid
// rows: node
MATCH (node:KRA {uid: $uid}) WHERE EXISTS { (node)<-[:HAS_KRA]-(:Role) }
