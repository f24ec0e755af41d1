"""Who may call: API keys, tokens of an OIDC issuer, and how often."""
