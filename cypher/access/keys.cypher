// All keys, oldest first.
// parameters:
// rows: uid, name, role, prefix, createdAt, lastUsedAt, revokedAt
MATCH (key:ApiKey)
RETURN key.uid AS uid, key.name AS name, key.role AS role, key.prefix AS prefix, key.createdAt AS createdAt,
       key.lastUsedAt AS lastUsedAt, key.revokedAt AS revokedAt
ORDER BY createdAt, name
