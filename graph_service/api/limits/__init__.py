"""What one request may ask for: a rule a module, each linear in the document, and all of them before validation."""
