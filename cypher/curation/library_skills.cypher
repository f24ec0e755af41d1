// The ids of the active skills, and whether the starter library lists them.
// parameters:
// rows: uid, slug, fromLibrary
MATCH (s:Skill {status: 'ACTIVE'})
RETURN s.uid AS uid, s.slug AS slug, coalesce(s.origin = 'library', false) AS fromLibrary
ORDER BY slug
