"""Where in a window a query is said: the lines that hold it, or the smallest runs of lines that do together."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from segments.search.query import Lexeme, Phrase, Query, Term
from segments.search.tsquery import REACH

NOWHERE = sys.maxsize
"""Behind every line."""


class Run(NamedTuple):
    """Lines `first` to `last` of a window, from 0. `is_exact`: its words follow each other as they were typed."""

    first: int
    last: int
    is_exact: bool = False

    @property
    def quality(self) -> tuple[bool, int]:
        """Sorts the better before the worse."""
        return (not self.is_exact, self.last - self.first)


def spaced(words: str) -> str:
    """The tokens of a window and the ends of its lines, each between two spaces."""
    return f" {words} ".replace("\n", " \n ")


def line_of(place: int, said: str) -> int:
    return said.count("\n", 0, place)


def runs_in(query: Query, words: str, line_count: int) -> list[Run]:
    """The runs in which every term is said, that begin in the window's own lines; the best first."""
    said = spaced(words)
    held = [lines_of(term, said) for term in query.required]
    runs = smallest_runs(held) if len(held) > 1 else held[0].items()
    exact = exact_lines(query, said) if len(held) > 1 else set()
    own = [Run(i, j, i in exact) for i, j in runs if i < line_count]
    return sorted(own, key=lambda run: (run.quality, run.first)) if len(own) > 1 else own


def lines_of(term: Term, said: str) -> dict[int, int]:
    """The lines in which a term begins, and the line in which it ends soonest."""
    found: dict[int, int] = {}
    for phrase in term.choices:
        for begin, end in places(phrase, said):
            found[begin] = min(end, found.get(begin, end))
    return found


def places(phrase: Phrase, said: str) -> Iterator[tuple[int, int]]:
    """The lines in which a phrase begins and ends, so far as a window can tell; one word needs no pattern."""
    if len(phrase.lexemes) > 1:
        return ((line_of(begin, said), line_of(end, said)) for begin, end in occurrences(phrase, said))
    (lexeme,) = phrase.lexemes
    return ((n, n) for n in lines_with(f" {lexeme.text}" if lexeme.is_prefix else f" {lexeme.text} ", said))


def lines_with(letters: str, said: str) -> Iterator[int]:
    """The lines that hold these letters; what is between is neither cut nor looked at."""
    line = line_end = 0
    place = said.find(letters)
    while place >= 0:
        line += said.count("\n", line_end, place)
        yield line
        line_end = said.find("\n", place)
        place = said.find(letters, line_end) if line_end >= 0 else -1


def occurrences(phrase: Phrase, said: str) -> Iterator[tuple[int, int]]:
    """Everywhere a phrase stands, as [from, to) in characters."""
    pattern = spelled(phrase.lexemes[:REACH])
    match = pattern.search(said)
    while match:
        yield match.span()
        match = pattern.search(said, match.start() + 1)


@lru_cache(maxsize=256)
def spelled(lexemes: tuple[Lexeme, ...]) -> re.Pattern[str]:
    """What finds these tokens in a row, even if lines end between them."""
    tokens = (re.escape(lexeme.text) + ("[^ ]*" if lexeme.is_prefix else "") for lexeme in lexemes)
    return re.compile(" " + r"[ \n]+".join(tokens) + "(?= )")


def smallest_runs(held: Sequence[dict[int, int]]) -> list[tuple[int, int]]:
    """The runs (i, j) in which every term begins and ends, and that hold no smaller such run."""
    runs: list[tuple[int, int]] = []
    following = [NOWHERE] * len(held)
    ends_before = NOWHERE
    for i in sorted(set().union(*held), reverse=True):
        following = [min(lines.get(i, NOWHERE), later) for lines, later in zip(held, following, strict=True)]
        j = max(following)
        if j < ends_before:
            runs.append((i, j))
            ends_before = j
    return runs[::-1]


def exact_lines(query: Query, said: str) -> set[int]:
    """The lines in which the plain words of a query begin, one after the other."""
    phrases = query.phrases
    if len(phrases) > len(query.required) or not all(phrase.is_plain for phrase in phrases):
        return set()
    whole = Phrase(tuple(lexeme for phrase in phrases for lexeme in phrase.lexemes)[:REACH])
    return {line_of(place, said) for place, _ in occurrences(whole, said)}
