// The uids of a page of roles, by slug, after a slug.
// parameters: after, limit
// rows: uid, slug
MATCH (r:Role) WHERE r.slug > $after
RETURN r.uid AS uid, r.slug AS slug
ORDER BY slug
LIMIT $limit
