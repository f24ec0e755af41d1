// Whether a link is live or a candidate.
// parameters:
// rows: value
CASE type(node) WHEN 'CANDIDATE_FOR' THEN 'CANDIDATE' ELSE 'LIVE' END
