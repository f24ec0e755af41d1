"""GraphQL: one folder for each subject, and thin resolvers."""
