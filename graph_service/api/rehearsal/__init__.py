"""What would happen: runs previewed, and decided again."""
