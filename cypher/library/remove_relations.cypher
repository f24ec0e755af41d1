// Remove the relations that earlier loads wrote between these skills and others, but for those that a curator changed.
// parameters: slugs, curated
// rows:
MATCH (s:Skill)-[r:RELATED_TO {origin: 'library'}]->(o:Skill) WHERE s.slug IN $slugs AND NOT o.slug IN $curated
DELETE r
