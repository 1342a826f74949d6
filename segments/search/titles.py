"""Finding videos by the words of their title and channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from core.database import prepared
from segments.search.documents import quoted
from segments.search.frequent import FREQUENT
from segments.search.query import Phrase, Query, Term, parse
from segments.search.scope import SearchQuery, videos_for
from segments.search.tsquery import TsQuery
from videos.models import Video
from videos.selectors import Viewer

MOST_FOUND = 6
MOST_SUGGESTED = 5
MOST_MATCHES = 100
"""Of more titles that match, which any short beginning has, the best of these are taken."""
SHORTEST_BEGINNING = 3
WANTED = "\0"
"""Stands in a statement for what will be wanted; it is in no text that PostgreSQL takes."""
NEWEST = "SELECT pk::text FROM ({matching}) found ORDER BY published_at DESC NULLS LAST, pk LIMIT %s"


@dataclass(frozen=True, slots=True)
class Asker:
    """A viewer, told from others by all that decides which videos are shown."""

    pk: Any
    is_staff: bool
    viewer: Viewer = field(compare=False)


def titled(query: Query, viewer: Viewer, asked: SearchQuery) -> list[str]:
    """The newest videos whose title or channel holds every word of the query, or longer words that begin so.

    Raises NotFound where a video is named that is not the viewer's to read.
    """
    if not query.required:
        return []
    within = replace(asked, text="", page=1)
    if asked.video is None:
        sql, values = written_for(Asker(viewer.pk, viewer.is_staff, viewer), within)
    else:
        sql, values = written(videos_for(viewer, within))
    wanted = all_of(query.required)
    return [pk for (pk,) in prepared(sql, [wanted if value == WANTED else value for value in values])]


@lru_cache(maxsize=1000)
def written_for(asker: Asker, within: SearchQuery) -> tuple[str, tuple[Any, ...]]:
    """To write it takes Django longer than PostgreSQL needs for an answer."""
    return written(videos_for(asker.viewer, within))


def written(videos: QuerySet[Video]) -> tuple[str, tuple[Any, ...]]:
    """The statement that finds videos among these, and its values, one of which stands for what is wanted."""
    found = with_title(videos, WANTED).values("pk", "published_at")
    sql, values = found.query.sql_with_params()
    return NEWEST.format(matching=sql), (*values, MOST_FOUND)


def suggested(text: str, videos: QuerySet[Video]) -> list[Video]:
    """Videos with such a title, as it is being typed."""
    query = parse(text)
    if not query.required:
        return []
    found = with_title(videos, all_of(query.required))
    return list(Video.objects.filter(pk__in=found.values("pk")).order_by("title", "pk")[:MOST_SUGGESTED])


def with_title(videos: QuerySet[Video], wanted: str) -> QuerySet[Video]:
    """Those whose title and channel match a tsquery, at most MOST_MATCHES."""
    return videos.filter(search_title__vector=HiddenTsQuery(wanted)).order_by()[:MOST_MATCHES]


class HiddenTsQuery(TsQuery):
    """One that the planner does not look into: it would read all titles for words that stand in many."""

    template = f"(SELECT {TsQuery.template})"


def all_of(terms: Iterable[Term]) -> str:
    return " & ".join("(" + " | ".join(map(beginning, term.choices)) + ")" for term in terms)


def beginning(phrase: Phrase) -> str:
    """The words of a phrase, the last of which may go on where it is long enough to mean something.

    Where all of them are frequent, they may stand anywhere: too many titles would have to be looked at otherwise.
    """
    words = [lexeme.text for lexeme in phrase.lexemes]
    follows = " & " if FREQUENT.issuperset(words) else " <-> "
    last = phrase.lexemes[-1]
    goes_on = last.is_prefix or len(last.text) >= SHORTEST_BEGINNING
    return "(" + follows.join(map(quoted, words)) + ":*" * goes_on + ")"
