// The review items with these keys.
// parameters: keys
// rows: key, uid
MATCH (item:ReviewItem) WHERE item.key IN $keys
RETURN item.key AS key, item.uid AS uid
