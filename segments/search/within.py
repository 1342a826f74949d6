"""Where in a window a query is said: the lines that hold it, or the smallest runs of lines that do together."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
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


class Said:
    """The tokens of a window, each between two spaces: as one text only where phrases are looked for."""

    def __init__(self, words: str) -> None:
        self._words = words

    @cached_property
    def lines(self) -> list[str]:
        return f" {self._words} ".replace("\n", " \n ").split("\n")

    @cached_property
    def text(self) -> str:
        return f" {' '.join(self._words.split())} "

    @cached_property
    def _ends(self) -> list[int]:
        """Where in the text each line ends."""
        return list(accumulate(len(line) + 1 if line else 0 for line in self._words.split("\n")))

    def line_of(self, place: int) -> int:
        return bisect_right(self._ends, place)


def runs_in(query: Query, words: str, line_count: int) -> list[Run]:
    """The runs in which every term is said, that begin in the window's own lines; the best first."""
    said = Said(words)
    held = [lines_of(term, said) for term in query.required]
    runs = smallest_runs(held) if len(held) > 1 else held[0].items()
    exact = exact_lines(query, said) if len(held) > 1 else set()
    own = [Run(i, j, i in exact) for i, j in runs if i < line_count]
    return sorted(own, key=lambda run: (run.quality, run.first)) if len(own) > 1 else own


def lines_of(term: Term, said: Said) -> dict[int, int]:
    """The lines in which a term begins, and the line in which it ends soonest."""
    found: dict[int, int] = {}
    for phrase in term.choices:
        for begin, end in places(phrase, said):
            found[begin] = min(end, found.get(begin, end))
    return found


def places(phrase: Phrase, said: Said) -> Iterator[tuple[int, int]]:
    """The lines in which a phrase begins and ends, so far as a window can tell; one word needs no pattern."""
    if len(phrase.lexemes) > 1:
        return ((said.line_of(first), said.line_of(last)) for first, last in occurrences(phrase, said.text))
    (lexeme,) = phrase.lexemes
    letters = f" {lexeme.text}" if lexeme.is_prefix else f" {lexeme.text} "
    return ((n, n) for n, line in enumerate(said.lines) if letters in line)


def occurrences(phrase: Phrase, text: str) -> Iterator[tuple[int, int]]:
    """The places of the first and the last character of a phrase."""
    pattern = spelled(phrase.lexemes[:REACH])
    match = pattern.search(text)
    while match:
        yield match.start(), match.end() - 2  # of the spaces between words, one comes before the first
        match = pattern.search(text, match.start() + 1)


@lru_cache(maxsize=256)
def spelled(lexemes: tuple[Lexeme, ...]) -> re.Pattern[str]:
    """What finds these tokens in a row."""
    tokens = (re.escape(lexeme.text) + ("[^ ]*" if lexeme.is_prefix else "") for lexeme in lexemes)
    return re.compile(f" {' '.join(tokens)}(?= )")


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


def exact_lines(query: Query, said: Said) -> set[int]:
    """The lines in which the plain words of a query begin, one after the other."""
    phrases = query.phrases
    if len(phrases) > len(query.required) or not all(phrase.is_plain for phrase in phrases):
        return set()
    whole = Phrase(tuple(lexeme for phrase in phrases for lexeme in phrase.lexemes)[:REACH])
    return {said.line_of(place) for place, _ in occurrences(whole, said.text)}
