// The dimension with a slug.
// parameters: slug
// rows: node
MATCH (node:Dimension {slug: $slug})
