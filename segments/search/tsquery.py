"""Queries as PostgreSQL's tsquery, built from tokens alone, so that nothing typed can be an operator."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery as DjangoSearchQuery

from segments.search.documents import TAIL, quoted
from segments.search.query import Lexeme, Phrase, Query, Term

REACH = TAIL + 1
"""How many tokens of a phrase the index can confirm."""


class TsQuery(DjangoSearchQuery):
    """A tsquery in PostgreSQL's own notation, without any dictionary."""

    template = "%(expressions)s::tsquery"

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.function = ""


def begins_in_line(terms: Iterable[Term]) -> str:
    """All terms begin in one line."""
    return " & ".join(term_in_line(term) for term in terms)


def term_in_line(term: Term) -> str:
    return any_in_line(term.choices)


def any_in_line(phrases: Iterable[Phrase]) -> str:
    """One of the phrases begins in the line."""
    return "(" + " | ".join(in_line(phrase.lexemes) for phrase in phrases) + ")"


def in_line(lexemes: tuple[Lexeme, ...]) -> str:
    """The tokens follow each other, the first of them in the line itself."""
    first, *rest = lexemes[:REACH]
    return "(" + " <-> ".join([written(first, "A"), *map(written, rest)]) + ")"


def somewhere(query: Query) -> str:
    """The tokens of all terms are there, wherever: what a window must hold."""
    return " & ".join("(" + " | ".join(map(all_of, term.choices)) + ")" for term in query.required)


def all_of(phrase: Phrase) -> str:
    return "(" + " & ".join(map(written, phrase.lexemes[:REACH])) + ")"


def as_one_phrase(query: Query) -> str | None:
    """The plain words of a query one after the other, as they may have been meant; None where there is no such."""
    phrases = query.phrases
    if len(phrases) < 2 or len(phrases) > len(query.required) or not all(phrase.is_plain for phrase in phrases):
        return None
    return in_line(tuple(lexeme for phrase in phrases for lexeme in phrase.lexemes))


def written(lexeme: Lexeme, weight: str = "") -> str:
    marks = ("*" if lexeme.is_prefix else "") + weight
    return quoted(lexeme.text) + (f":{marks}" if marks else "")
