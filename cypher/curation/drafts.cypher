// What of pending review items may have to be embedded, with the skill that a new skill's item is about.
// parameters: uids
// rows: uid, kind, text, details, skill
MATCH (item:ReviewItem {status: 'PENDING'}) WHERE item.uid IN $uids
RETURN item.uid AS uid, item.kind AS kind, item.text AS text, item.details AS details,
  head(COLLECT { MATCH (item)-[:ABOUT]->(s:Skill)
    RETURN {name: s.name, description: s.description, embedded: s.embedding IS NOT NULL} }) AS skill
