MATCH (:Role {slug: $role})-[:HAS_DIMENSION]->(:Dimension)<-[:IN_DIMENSION]-(skill:Skill {nature: $nature})
WITH DISTINCT skill ORDER BY skill.slug LIMIT $first
RETURN skill {.slug, .name, .nature} AS answer
