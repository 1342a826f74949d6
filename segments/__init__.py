"""Segments: the spoken lines of videos, the search over them, and the clips cut from them."""
