MATCH (skill:Skill) WHERE skill.slug > ''
WITH skill ORDER BY skill.slug LIMIT $first
RETURN skill {.slug, .name, .nature} AS answer
