// Revoke a key (uid); one that was revoked before keeps its time.
// parameters: uid
// rows: revokedAt
MATCH (key:ApiKey {uid: $uid})
SET key.revokedAt = coalesce(key.revokedAt, datetime())
RETURN key.revokedAt AS revokedAt
