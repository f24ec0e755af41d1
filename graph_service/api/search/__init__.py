"""Search, paths, gaps and fits."""
