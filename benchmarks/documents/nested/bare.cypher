MATCH (role:Role {slug: $role})
RETURN role {
  .slug,
  .name,
  dimensions: COLLECT {
    MATCH (role)-[has:HAS_DIMENSION]->(dimension:Dimension)
    WITH dimension ORDER BY has.position
    RETURN dimension {
      .slug,
      .name,
      skills: COLLECT {
        MATCH (dimension)<-[:IN_DIMENSION]-(skill:Skill)
        WITH skill ORDER BY skill.slug
        RETURN skill {
          .slug,
          .name,
          .description,
          .nature,
          .volatility,
          aliases: COLLECT { MATCH (skill)-[:HAS_ALIAS]->(alias:Alias) RETURN alias {.text} }
        }
      }
    }
  }
} AS answer
