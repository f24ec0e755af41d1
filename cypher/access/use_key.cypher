// Note that a key (uid) was used just now.
// parameters: uid
// rows:
MATCH (key:ApiKey {uid: $uid})
SET key.lastUsedAt = datetime()
