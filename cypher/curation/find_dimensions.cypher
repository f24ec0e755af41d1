// The dimensions that a uid, a slug or a name leads to, by the best of the three.
// parameters: reference
// rows: uid, slug, rank
CALL (*) {
  MATCH (d:Dimension {uid: $reference}) RETURN d, 0 AS rank
UNION
  MATCH (d:Dimension {slug: $reference}) RETURN d, 1 AS rank
UNION
  MATCH (d:Dimension) WHERE toLower(d.name) = toLower($reference) RETURN d, 2 AS rank
}
RETURN d.uid AS uid, d.slug AS slug, rank
ORDER BY rank, slug
