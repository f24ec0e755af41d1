// Remove the spellings, sub-categories and categories that nothing has any more.
// parameters:
// rows:
MATCH (n:Alias|SubCategory)
WHERE NOT EXISTS { (n)<-[:HAS_ALIAS|IN_SUBCATEGORY]-() }
DETACH DELETE n
WITH count(*) AS removed
MATCH (c:Category)
WHERE NOT EXISTS { (c)<-[:PART_OF]-() }
DELETE c
