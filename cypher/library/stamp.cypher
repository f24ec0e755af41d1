// Mark that what is read of the taxonomy may be another from now on.
// parameters:
// rows: stamp
MERGE (r:Revision {uid: 'taxonomy'})
SET r.stamp = randomUUID(), r.at = datetime.realtime()
RETURN r.stamp AS stamp
