// The name of a skill's sub-category.
// parameters:
// rows: value
head([(node)-[:IN_SUBCATEGORY]->(other:SubCategory)-[:PART_OF]->(:Category) | other.name])
