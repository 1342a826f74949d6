"""Finding videos by the words of their title and channel."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, QuerySet

from segments.search.documents import quoted
from segments.search.query import Phrase, Query, Term, parse
from segments.search.tsquery import TsQuery
from videos.models import Video

MOST_FOUND = 6
MOST_SUGGESTED = 5


def titled(query: Query, videos: QuerySet[Video]) -> list[Video]:
    """The newest videos whose title or channel holds every word of the query, or words that begin so."""
    if not query.required:
        return []
    found = videos.filter(search_title__vector=TsQuery(all_of(query.required)))
    return list(found.order_by(F("published_at").desc(nulls_last=True), "pk")[:MOST_FOUND])


def suggested(text: str, videos: QuerySet[Video]) -> list[Video]:
    """Videos with such a title, as it is being typed."""
    query = parse(text)
    if not query.required:
        return []
    return list(
        videos.filter(search_title__vector=TsQuery(all_of(query.required))).order_by("title", "pk")[:MOST_SUGGESTED]
    )


def all_of(terms: Iterable[Term]) -> str:
    return " & ".join("(" + " | ".join(map(beginning, term.choices)) + ")" for term in terms)


def beginning(phrase: Phrase) -> str:
    """The words of a phrase, the last of which may go on."""
    *first, last = (quoted(lexeme.text) for lexeme in phrase.lexemes)
    return "(" + " <-> ".join([*first, f"{last}:*"]) + ")"
