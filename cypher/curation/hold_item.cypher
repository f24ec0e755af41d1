// Hold a review item until the transaction ends, and say what it is.
// parameters: uid
// rows: kind, status
MATCH (item:ReviewItem {uid: $uid})
SET item.lock = $uid
REMOVE item.lock
RETURN item.kind AS kind, item.status AS status
