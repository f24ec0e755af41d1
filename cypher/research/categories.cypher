// The categories with their sub-categories and how many skills each has.
// parameters:
// rows: category, skills, subCategories
MATCH (c:Category)<-[:PART_OF]-(sub:SubCategory)<-[:IN_SUBCATEGORY]-(:Skill {status: 'ACTIVE'})
WITH c, sub, count(*) AS skills ORDER BY skills DESC
RETURN c.name AS category, sum(skills) AS skills, collect(sub.name + ' (' + skills + ')') AS subCategories
ORDER BY skills DESC
