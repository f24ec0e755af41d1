// Whether texts are searched for a skill.
// parameters:
// rows: value
coalesce(node.isExtractable, false)
