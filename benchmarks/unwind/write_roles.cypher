UNWIND $rows AS row
CREATE (r:Role {slug: row.slug, uid: row.uid})
SET r += row.properties
