// Everything that has a vector, with the words that it is made of; of a KRA from the files, the role that it is of.
// parameters:
// rows: label, slug, uid, name, about
MATCH (n:Skill|Dimension|Role|KRA) WHERE n.embedding IS NOT NULL
OPTIONAL MATCH (role:Role)-[:HAS_KRA]->(n) WHERE n.origin = 'library'
RETURN labels(n)[0] AS label, coalesce(n.slug, role.slug) AS slug, n.uid AS uid, coalesce(n.name, n.text) AS name,
  CASE labels(n)[0] WHEN 'Skill' THEN n.description WHEN 'Role' THEN n.archetype WHEN 'Dimension' THEN n.rationale END AS about
