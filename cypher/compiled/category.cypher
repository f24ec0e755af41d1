// The name of a skill's category.
// parameters:
// rows: value
head([(node)-[:IN_SUBCATEGORY]->(:SubCategory)-[:PART_OF]->(other:Category) | other.name])
