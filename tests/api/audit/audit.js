// Prints one JSON object a line for each audit of a server's GraphQL over HTTP: its id, its name, and what came of it.
import { auditServer } from "graphql-http";

for (const result of await auditServer({ url: process.argv[2] })) {
  console.log(JSON.stringify({ id: result.id, name: result.name, status: result.status, reason: result.reason }));
}
