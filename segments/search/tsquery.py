"""Queries as PostgreSQL's tsquery, built from tokens alone, so that nothing typed can be an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from django.contrib.postgres.search import SearchQuery as DjangoSearchQuery

from segments.search.documents import OVERLAP_TOKENS, pair, quoted, signature, tier
from segments.search.frequent import FREQUENT
from segments.search.query import Lexeme, Phrase, Query, Term

REACH = OVERLAP_TOKENS + 1
"""How many tokens of a phrase the index can confirm, wherever it begins."""
MOST_EXCLUDED = 4
"""Of a beginning that is excluded so many words are left to the index, which reads all it knows of each."""


class TsQuery(DjangoSearchQuery):
    """A tsquery in PostgreSQL's own notation, without any dictionary."""

    template = "%(expressions)s::tsquery"

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")
        self.function = ""


@dataclass(frozen=True, slots=True)
class Completions:
    """Words that begin alike, the most said first, and in how many windows each is; perhaps not all there are."""

    windows: Mapping[str, int]
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Compiler:
    """Writes a query for the index: all of it, without `excluded` lexemes, in windows with all `facets` groups.

    `completions` are what prefixes stand for; one that is not in there is left to the index. Windows are asked for
    signatures where all have them (`with_signatures`).
    """

    query: Query
    facets: Sequence[str] = ()
    completions: Mapping[str, Completions] = field(default_factory=dict)
    with_signatures: bool = True

    def plain(self) -> str:
        """All that matches."""
        return self.joined(self.term(term, self.matching) for term in self.query.required)

    def tiered(self, least: Sequence[int]) -> str:
        """With the words of each term, of a prefix those most said, standing at least so often in the window."""
        terms = zip(self.query.required, least, strict=True)
        return self.joined(self.term(term, partial(self.standing, least=t)) for term, t in terms)

    def most_said(self) -> str:
        """What matches, but of a beginning only with the words most said."""
        return self.tiered([1] * len(self.query.required))

    def joined(self, terms: Iterable[str]) -> str:
        unwanted = [f"!{words}" for words in map(self.unwanted, self.query.excluded) if words]
        return " & ".join([*terms, *map(quoted, self.facets), *unwanted])

    def unwanted(self, phrase: Phrase) -> str:
        """What excludes a phrase; of a beginning that many words share only those most said: see `unlisted`."""
        if self.is_listed(phrase):
            return self.matching(phrase)
        words = self.words(phrase)
        return "(" + " | ".join(map(quoted, words[:MOST_EXCLUDED])) + ")" if words else ""

    def unlisted(self) -> list[str]:
        """What is excluded besides. The index would read whatever begins so: better the windows are looked at."""
        return [in_sequence(phrase.lexemes[:REACH]) for phrase in self.query.excluded if not self.is_listed(phrase)]

    def is_listed(self, phrase: Phrase) -> bool:
        """Whether all words that a phrase may be of are known."""
        if not phrase.lexemes[-1].is_prefix:
            return True
        completions = self.completions.get(phrase.lexemes[0].text)
        return len(phrase.lexemes) == 1 and completions is not None and completions.is_complete

    def term(self, term: Term, write: Callable[[Phrase], str]) -> str:
        return "(" + " | ".join(map(write, term.choices)) + ")"

    def standing(self, phrase: Phrase, least: int) -> str:
        words = self.words(phrase)
        if words is None:
            return self.matching(phrase)
        return "(" + " | ".join(quoted(tier(least, word) if least > 1 else word) for word in words) + ")"

    def matching(self, phrase: Phrase) -> str:
        lexemes = phrase.lexemes[:REACH]
        words = self.words(phrase)
        if words is not None and self.is_listed(phrase):
            return "(" + " | ".join(map(quoted, words)) + ")"
        return f"(({in_sequence(lexemes)}){''.join(f' & {quoted(lexeme)}' for lexeme in self.together(lexemes))})"

    def together(self, lexemes: Sequence[Lexeme]) -> list[str]:
        """Of all whole words that follow each other the lexeme: of the pair, or its signature."""
        return [*pairs(lexemes), *(signatures(lexemes) if self.with_signatures else ())]

    def words(self, phrase: Phrase) -> Sequence[str] | None:
        """The lexemes of which any is the phrase, of a prefix those most said; None for what needs the index."""
        if len(phrase.lexemes) == 1:
            (lexeme,) = phrase.lexemes
            if not lexeme.is_prefix:
                return [lexeme.text]
            completions = self.completions.get(lexeme.text)
            return list(completions.windows) if completions else None
        found = pairs(phrase.lexemes)
        return found if len(phrase.lexemes) == 2 and found else None


def pairs(lexemes: Sequence[Lexeme]) -> list[str]:
    """The lexemes of the frequent words that follow each other."""
    return [pair(*words) for words in in_a_row(lexemes) if FREQUENT.issuperset(words)]


def signatures(lexemes: Sequence[Lexeme]) -> list[str]:
    """The signatures of all other words that follow each other."""
    return [signature(*words) for words in in_a_row(lexemes) if not FREQUENT.issuperset(words)]


def in_a_row(lexemes: Sequence[Lexeme]) -> Iterator[tuple[str, str]]:
    """Every two whole words that follow each other."""
    for left, right in pairwise(lexemes):
        if not (left.is_prefix or right.is_prefix):
            yield left.text, right.text


def in_sequence(lexemes: Sequence[Lexeme]) -> str:
    """A query for lexemes that follow each other directly."""
    return " <-> ".join(map(written, lexemes))


def written(lexeme: Lexeme) -> str:
    return quoted(lexeme.text) + (":*" if lexeme.is_prefix else "")
