"""How good the pipeline is, in figures: pure functions from marked texts to scores."""
