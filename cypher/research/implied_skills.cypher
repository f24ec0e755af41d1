// What somebody who has a skill has too, step by step, as a picture.
// parameters:
// rows: p
MATCH p = (:Skill {slug: 'spring-boot'})-[:RELATED_TO {kind: 'implies'}]->{1,4}(:Skill)
RETURN p
