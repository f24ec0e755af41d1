// The dimensions with slugs, each with its slug.
// parameters: slugs
// rows: node, place
UNWIND $slugs AS place
MATCH (node:Dimension {slug: place})
