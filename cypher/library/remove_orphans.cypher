// Remove the spellings and sub-categories that nothing has any more.
// parameters:
// rows:
MATCH (n:Alias|SubCategory)
WHERE NOT EXISTS { (n)<-[:HAS_ALIAS|IN_SUBCATEGORY]-() }
DETACH DELETE n
