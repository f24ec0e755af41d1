// The review item with a uid.
// parameters: uid
// rows: node
MATCH (node:ReviewItem {uid: $uid})
