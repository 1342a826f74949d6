"""Search over every spoken word. This is its whole face; how it is done lies behind it."""

from segments.search.documents import index_segments
from segments.search.engine import SearchPage, SearchQuery, search, suggestions
from segments.search.hits import Hit, VideoHits

__all__ = ["Hit", "SearchPage", "SearchQuery", "VideoHits", "index_segments", "search", "suggestions"]
