// Where a dimension stands in any order: how many active skills it has, and its slug.
// parameters:
// rows: value
toString(COUNT { (node)<-[:IN_DIMENSION]-(:Skill {status: 'ACTIVE'}) }) + ':' + node.slug
