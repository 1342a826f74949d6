"""Queries as PostgreSQL's tsquery, built from tokens alone, so that nothing typed can be an operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.contrib.postgres.search import SearchQuery as DjangoSearchQuery

from segments.search.documents import OVERLAP_TOKENS, pair, quoted, tier
from segments.search.frequent import FREQUENT
from segments.search.query import Lexeme, Phrase, Query, Term

REACH = OVERLAP_TOKENS + 1
"""How many tokens of a phrase the index can confirm, wherever it begins."""


class TsQuery(DjangoSearchQuery):
    """A tsquery in PostgreSQL's own notation, without any dictionary."""

    template = "%(expressions)s::tsquery"

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.function = ""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Writes a query for the index: all of it, without `excluded` lexemes, in windows with all `facets` groups.

    `completions` are the words a prefix stands for; one that is not in there is left to the index.
    """

    query: Query
    facets: Sequence[str] = ()
    completions: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def plain(self) -> str:
        return self.tiered([1] * len(self.query.required))

    def tiered(self, least: Sequence[int]) -> str:
        """With the words of each term standing at least so often in the window."""
        terms = [self.term(term, t) for term, t in zip(self.query.required, least, strict=True)]
        unwanted = [f"!({self.phrase(phrase, 1)})" for phrase in self.query.excluded]
        return " & ".join([*terms, *map(quoted, self.facets), *unwanted])

    def term(self, term: Term, least: int) -> str:
        return "(" + " | ".join(self.phrase(phrase, least) for phrase in term.choices) + ")"

    def phrase(self, phrase: Phrase, least: int) -> str:
        words = self.words(phrase)
        if words is not None:
            return "(" + " | ".join(quoted(tier(least, word) if least > 1 else word) for word in words) + ")"
        lexemes = phrase.lexemes[:REACH]
        return (
            "((" + " <-> ".join(map(written, lexemes)) + ")" + "".join(f" & {quoted(p)}" for p in pairs(lexemes)) + ")"
        )

    def words(self, phrase: Phrase) -> Sequence[str] | None:
        """The lexemes of which any is the phrase; None for one that needs positions, or for all of a beginning."""
        if len(phrase.lexemes) == 1:
            (lexeme,) = phrase.lexemes
            return self.completions.get(lexeme.text) if lexeme.is_prefix else [lexeme.text]
        found = pairs(phrase.lexemes)
        return found if len(phrase.lexemes) == 2 and found else None


def pairs(lexemes: Sequence[Lexeme]) -> list[str]:
    """The lexemes of the frequent words that follow each other."""
    return [
        pair(left.text, right.text)
        for left, right in pairwise(lexemes)
        if not right.is_prefix and left.text in FREQUENT and right.text in FREQUENT
    ]


def written(lexeme: Lexeme) -> str:
    return quoted(lexeme.text) + (":*" if lexeme.is_prefix else "")
