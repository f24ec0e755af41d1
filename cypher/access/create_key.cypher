// Keep a key (its digest) under a name, unless the name is taken; `created` says whether it was kept.
// parameters: uid, keyName, role, digest, prefix
// rows: created
MERGE (key:ApiKey {name: $keyName})
ON CREATE SET
  key.uid = $uid, key.role = $role, key.digest = $digest, key.prefix = $prefix, key.createdAt = datetime()
RETURN key.uid = $uid AS created
