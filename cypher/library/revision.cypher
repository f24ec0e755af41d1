// What marks the last change of what is read of the taxonomy, and how many milliseconds old it is.
// parameters:
// rows: stamp, age
MATCH (r:Revision {uid: 'taxonomy'})
RETURN r.stamp AS stamp, datetime.realtime().epochMillis - r.at.epochMillis AS age
