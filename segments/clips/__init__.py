"""Clips: which piece is cut, and the work of cutting it."""
