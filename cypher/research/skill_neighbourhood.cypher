// All that is one step from a skill, as a picture.
// parameters:
// rows: p
MATCH p = (:Skill {slug: 'kubernetes'})-[:IN_DIMENSION|RELATED_TO|IN_SUBCATEGORY|HAS_ALIAS]-()
RETURN p
