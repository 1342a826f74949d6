"""Search over every spoken word. This is its whole face; how it is done lies behind it."""

from segments.search.deadline import SearchTooSlow
from segments.search.engine import SearchPage, search, suggestions
from segments.search.hits import Hit, VideoHits
from segments.search.index import follow_video, forget_generations, forget_video, index_segments, reindex_lines
from segments.search.meaning import is_available as is_meaning_available
from segments.search.meaning import learn as learn_meanings
from segments.search.rebuild import analyse_index, rebuild
from segments.search.scope import SearchQuery
from segments.search.terms import counted_together

__all__ = [
    "Hit",
    "SearchPage",
    "SearchQuery",
    "SearchTooSlow",
    "VideoHits",
    "analyse_index",
    "counted_together",
    "follow_video",
    "forget_generations",
    "forget_video",
    "index_segments",
    "is_meaning_available",
    "learn_meanings",
    "rebuild",
    "reindex_lines",
    "search",
    "suggestions",
]
