// How two skills hang together: the shortest way through dimensions, roles and relations, as a picture.
// parameters:
// rows: p
MATCH (a:Skill {slug: 'react'}), (b:Skill {slug: 'apache-kafka'})
MATCH p = SHORTEST 1 (a)-[:IN_DIMENSION|HAS_DIMENSION|RELATED_TO]-{1,8}(b)
RETURN p
