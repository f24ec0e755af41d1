// The words around a skill that tell it from what is spelt alike.
// parameters:
// rows: value
coalesce(node.contextTags, [])
