MATCH (skill:Skill {slug: $skill})
RETURN skill {.slug, .name, .nature} AS answer
