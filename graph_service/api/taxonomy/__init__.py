"""Skills, dimensions, roles and KRAs."""
