"""Where in windows a query is said: the lines that hold it, or the smallest runs of lines that do together."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, Protocol

from segments.search.query import Lexeme, Phrase, Query, Term
from segments.search.tokens import tokens
from segments.search.tsquery import REACH

NOWHERE = sys.maxsize
"""Behind every line."""


class Run(NamedTuple):
    """Lines `first` to `last` of a window, from 0.

    `is_exact`: its words follow each other as they were typed; `is_whole`: nothing but the quoted phrase is said there.
    """

    first: int
    last: int
    is_exact: bool = False
    is_whole: bool = False


class Window(Protocol):
    """Words as written (segments.search.documents), of which the first lines are the window's own."""

    @property
    def words(self) -> str: ...

    @property
    def line_count(self) -> int: ...


APART = "\n\0\n"
"""Between two windows: a line of what no text can hold, so that no phrase runs on."""
AROUND = ("", " ", "\n")
"""What stands before a word and behind it."""
BEFORE = -1
"""Where lines are counted by the ends before them, from 0."""


def spaced(windows: Sequence[Window]) -> str:
    """The tokens of all windows, each between two spaces, and an end of line before and after each line."""
    return f"\n{APART.join([window.words for window in windows])}\n".replace("\n", " \n ")


def runs_in(query: Query, windows: Sequence[Window]) -> list[tuple[int, Run]]:
    """The runs in which every term is said, that begin in a window's own lines, each with the place of its window.

    All windows are looked through as one text: each alone would take longer, but for a single word.
    """
    word = only_word(query)
    if word is not None:
        return list(runs_of_word(word, windows))
    said = spaced(windows)
    first_lines, window_at = laid_out(windows)
    held = [lines_of(term, said) for term in query.required]
    runs = smallest_runs(held, window_at) if len(held) > 1 else held[0].items()
    exact = exact_lines(query, said) if len(held) > 1 else set()
    whole = whole_lines(query, said) if len(held) == 1 else set()
    found = []
    for i, j in runs:
        place = window_at[i]
        first = first_lines[place]
        if i - first < windows[place].line_count:
            found.append((place, Run(i - first, j - first, i in exact, i in whole)))
    return found


def only_word(query: Query) -> str | None:
    """The word as it is in the index, where a query asks for one plain word and for nothing else."""
    if len(query.required) > 1 or len(query.required[0].choices) > 1:
        return None
    (phrase,) = query.required[0].choices
    (first, *others) = phrase.lexemes
    return first.text if phrase.is_plain and not (others or first.is_prefix) else None


def runs_of_word(word: str, windows: Sequence[Window]) -> Iterator[tuple[int, Run]]:
    """The same for one word, found in each window where it lies: half the work where hundreds hold it."""
    for place, window in enumerate(windows):
        for line in lines_holding(word, window.words):
            if line >= window.line_count:
                break
            yield place, Run(line, line)


def lines_holding(word: str, words: str) -> Iterator[int]:
    """The lines of a window's words that hold a whole word."""
    line = counted = 0
    at = words.find(word)
    while at >= 0:
        end = at + len(word)
        if words[at - 1 : at] in AROUND and words[end : end + 1] in AROUND:
            line += words.count("\n", counted, at)
            yield line
            counted = end = words.find("\n", end)
            if end < 0:
                break
        at = words.find(word, end)


def laid_out(windows: Sequence[Window]) -> tuple[list[int], list[int]]:
    """Of windows as one text the first line of each, and for each line the place of its window."""
    first_lines: list[int] = []
    window_at: list[int] = []
    for place, window in enumerate(windows):
        first_lines.append(len(window_at))
        window_at += [place] * (window.words.count("\n") + 2)
    return first_lines, window_at


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
        return occurrences(phrase, said)
    (lexeme,) = phrase.lexemes
    return ((n, n) for n in lines_with(f" {lexeme.text}" if lexeme.is_prefix else f" {lexeme.text} ", said))


def lines_with(letters: str, said: str) -> Iterator[int]:
    """The lines that hold these letters; what is between is neither cut nor looked at."""
    line, line_end = BEFORE, 0
    place = said.find(letters)
    while place >= 0:
        line += said.count("\n", line_end, place)
        yield line
        line_end = said.find("\n", place)
        place = said.find(letters, line_end) if line_end >= 0 else -1


def occurrences(phrase: Phrase, said: str) -> Iterator[tuple[int, int]]:
    """The lines in which a phrase begins and ends, wherever it stands."""
    pattern = spelled(phrase.lexemes[:REACH])
    line, counted = BEFORE, 0
    match = pattern.search(said)
    while match:
        begin, end = match.span()
        line += said.count("\n", counted, begin)
        counted = begin
        yield line, line + said.count("\n", begin, end)
        match = pattern.search(said, begin + 1)


@lru_cache(maxsize=256)
def spelled(lexemes: tuple[Lexeme, ...]) -> re.Pattern[str]:
    """What finds these tokens in a row, even if lines end between them."""
    words = (re.escape(lexeme.text) + ("[^ ]*" if lexeme.is_prefix else "") for lexeme in lexemes)
    return re.compile(" " + r"[ \n]+".join(words) + "(?= )")


def smallest_runs(held: Sequence[dict[int, int]], window_at: Sequence[int]) -> list[tuple[int, int]]:
    """The runs (i, j) in which every term begins and ends, that hold no smaller such run and lie in one window."""
    runs: list[tuple[int, int]] = []
    window = NOWHERE
    for i in sorted(set().union(*held), reverse=True):
        if window_at[i] != window:
            window, ends_before = window_at[i], NOWHERE
            following = [NOWHERE] * len(held)
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
    return {line for line, _ in occurrences(whole, said)}


def whole_lines(query: Query, said: str) -> set[int]:
    """The lines in which nothing else is said than one of a query's quoted phrases."""
    found = (numbered(alone(phrase.source), said) for phrase in query.phrases if phrase.source and not phrase.is_plain)
    return set(chain.from_iterable(found))


@lru_cache(maxsize=256)
def alone(phrase: str) -> re.Pattern[str]:
    """What finds a line with the tokens of a phrase; the last character of an unspaced run may have drawn the next.

    It begins with what it finds, or it would be tried at every character.
    """
    words = (re.escape(token.text) + ("[^ ]*" if token.last else "") for token in tokens(phrase))
    return re.compile(f"\n {' '.join(words)}(?= \n)")


def numbered(pattern: re.Pattern[str], said: str) -> Iterator[int]:
    """The lines that a pattern finds, each with the end of line before it."""
    line, counted = BEFORE, 0
    for match in pattern.finditer(said):
        line += said.count("\n", counted, match.end())
        counted = match.end()
        yield line
