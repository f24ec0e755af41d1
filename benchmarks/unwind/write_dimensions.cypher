UNWIND $rows AS row
CREATE (d:Dimension {slug: row.slug, uid: row.uid})
SET d += row.properties
