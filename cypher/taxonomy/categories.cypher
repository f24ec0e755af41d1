// The categories of active skills, and how many skills each has.
// parameters:
// rows: name, count
MATCH (c:Category)
WITH c.name AS name, COUNT { (c)<-[:PART_OF]-()<-[:IN_SUBCATEGORY]-(:Skill {status: 'ACTIVE'}) } AS count
WHERE count > 0
RETURN name, count
ORDER BY name
