"""Clips: which piece is cut, the work of cutting it, and the cache of the files."""
