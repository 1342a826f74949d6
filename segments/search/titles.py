"""Finding videos by the words of their title and channel."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from segments.search.documents import quoted
from segments.search.frequent import FREQUENT
from segments.search.query import Phrase, Query, Term, parse
from segments.search.tsquery import TsQuery
from videos.models import Video

MOST_FOUND = 6
MOST_SUGGESTED = 5
MOST_MATCHES = 100
"""Of more titles that match, which any short beginning has, the best of these are taken."""
SHORTEST_BEGINNING = 3
NEWEST = "SELECT pk::text FROM ({matching}) found ORDER BY published_at DESC NULLS LAST, pk LIMIT %s"


def titled(query: Query, videos: QuerySet[Video]) -> list[str]:
    """The newest videos whose title or channel holds every word of the query, or longer words that begin so."""
    if not query.required:
        return []
    sql, values = matching(query, videos).values("pk", "published_at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(NEWEST.format(matching=sql), [*values, MOST_FOUND])
        return [pk for (pk,) in cursor.fetchall()]


def suggested(text: str, videos: QuerySet[Video]) -> list[Video]:
    """Videos with such a title, as it is being typed."""
    found = matching(parse(text), videos)
    return list(Video.objects.filter(pk__in=found.values("pk")).order_by("title", "pk")[:MOST_SUGGESTED])


def matching(query: Query, videos: QuerySet[Video]) -> QuerySet[Video]:
    """Videos by title and channel, at most MOST_MATCHES."""
    if not query.required:
        return videos.none()
    return videos.filter(search_title__vector=HiddenTsQuery(all_of(query.required))).order_by()[:MOST_MATCHES]


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
