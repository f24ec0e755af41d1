// The role with a slug.
// parameters: slug
// rows: node
MATCH (node:Role {slug: $slug})
