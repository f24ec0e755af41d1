// What the job description behind a request said.
// parameters:
// rows: value
coalesce(node.words, [])
