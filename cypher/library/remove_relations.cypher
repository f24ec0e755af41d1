// Remove the relations that earlier loads wrote from these skills.
// parameters: slugs
// rows:
MATCH (s:Skill)-[r:RELATED_TO {origin: 'library'}]->(:Skill) WHERE s.slug IN $slugs
DELETE r
