"""Supercuts: which pieces, the work of making them, the cache of their parts, and what editors can take away."""
