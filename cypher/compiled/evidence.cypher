// What the job description behind a link said.
// parameters:
// rows: value
coalesce(node.evidence, [])
