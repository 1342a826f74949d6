"""Supercuts: which pieces, the work of making them, their kept parts, and what editors can take away."""
