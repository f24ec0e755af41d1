// @neo4j/graphql on graphql-yoga over the service's own graph. Prints its address as soon as it answers.
import { createServer } from 'node:http'
import { Neo4jGraphQL } from '@neo4j/graphql'
import { createYoga } from 'graphql-yoga'
import neo4j from 'neo4j-driver'

const typeDefs = /* GraphQL */ `
  type Role @node {
    slug: String!
    name: String!
    dimensions: [Dimension!]! @relationship(type: "HAS_DIMENSION", direction: OUT)
  }

  type Dimension @node {
    slug: String!
    name: String!
    roles: [Role!]! @relationship(type: "HAS_DIMENSION", direction: IN)
    skills: [Skill!]! @relationship(type: "IN_DIMENSION", direction: IN)
  }

  type Skill @node {
    slug: String!
    name: String!
    description: String
    status: String!
    nature: String
    volatility: String
    aliases: [Alias!]! @relationship(type: "HAS_ALIAS", direction: OUT)
    dimensions: [Dimension!]! @relationship(type: "IN_DIMENSION", direction: OUT)
  }

  type Alias @node {
    text: String!
  }
`

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD } = process.env
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD))
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema()
const server = createServer(createYoga({ schema, context: { driver }, graphiql: false, logging: false, landingPage: false }))

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/graphql`))
