// The review item that asks the same as a superseded one, and is kept.
// parameters:
// rows: node
MATCH (node:ReviewItem {uid: parent.resolution}) WHERE parent.status = 'SUPERSEDED'
