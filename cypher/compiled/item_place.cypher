// Where a review item stands in any order: its count and its uid.
// parameters:
// rows: value
toString(node.count) + ':' + node.uid
