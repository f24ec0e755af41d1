// Wait until the indexes are online, at most for `seconds`.
// parameters: seconds
// rows:
CALL db.awaitIndexes($seconds)
