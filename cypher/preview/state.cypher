// Nodes, as they are in this transaction, and the edges that start at them. Vectors are left out.
// parameters: ids
// rows: id, node, properties, edges
MATCH (n) WHERE elementId(n) IN $ids
RETURN elementId(n) AS id,
  {label: labels(n)[0], key: coalesce(n.slug, n.key, n.sha256, n.idempotencyKey, n.normalized, n.uid, n.name),
   name: coalesce(n.name, n.text)} AS node,
  n {.*, embedding: null, centroid: null} AS properties,
  COLLECT {
    MATCH (n)-[r]->(end)
    RETURN {id: elementId(r), type: type(r), properties: properties(r),
      end: {label: labels(end)[0], name: coalesce(end.name, end.text),
            key: coalesce(end.slug, end.key, end.sha256, end.idempotencyKey, end.normalized, end.uid, end.name)}}
  } AS edges
