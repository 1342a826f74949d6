"""When parts of a line are spoken: at its words where they make up the text, else in proportion to their letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise

from engines.types import Word

Span = tuple[float, float]
"""(start, end) in seconds."""


def is_unspaced(letter: str) -> bool:
    """Whether a letter is of a script without spaces between words; Korean is wide, but has them."""
    return unicodedata.east_asian_width(letter) in "WF" and not unicodedata.name(letter, "").startswith("HANGUL")


def is_glued(before: str, after: str) -> bool:
    """Whether text that breaks between two letters, and writes no space there, goes on without one.

    It does where one is of a script without spaces; Korean behind it begins anew, and so do signs such as emoji.
    """
    is_wide = unicodedata.east_asian_width(after) in "WF"
    return _is_ideograph(after) or (_is_ideograph(before) and not is_wide)


def _is_ideograph(letter: str) -> bool:
    return is_unspaced(letter) and unicodedata.category(letter) != "So"


def letters(text: str) -> int:
    """How many letters a text has; spaces are none."""
    return sum(not letter.isspace() for letter in text)


def spans(parts: Sequence[str], words: Sequence[Word], start: float, end: float) -> list[Span]:
    """When each part of a line is spoken: in order, without overlaps, and between the line's start and end.

    The parts make up the line's text, spaces aside. A word that lies in several parts is shared by their letters.
    """
    reached = list(accumulate((letters(part) for part in parts), initial=0))
    said = [word for word in words if letters(word.text)]
    if sum(letters(word.text) for word in said) != reached[-1]:
        said = [Word(start, end, "".join(parts))]
    clock = _Clock(said)
    found, floor = [], start
    for first, last in pairwise(reached):
        begin = min(max(clock.start_of(first), floor), end) if last > first else floor
        floor = min(max(clock.end_of(last), begin), end) if last > first else floor
        found.append((round(begin, 3), round(floor, 3)))
    return found


def spread(parts: Sequence[str], start: float, end: float) -> list[Span]:
    """Share the time between two moments among parts, by their letters."""
    return spans(parts, (), start, max(start, end))


class _Clock:
    """Letters of words, counted from 0, and when they are spoken."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._bounds = list(accumulate((letters(word.text) for word in words), initial=0))
        self._at = 0

    def start_of(self, letter: int) -> float:
        """When the letter with this number begins. Letters are asked for in order."""
        self._go_to(letter)
        return self._moment(letter)

    def end_of(self, letter: int) -> float:
        """When the letter before this number ends."""
        self._go_to(letter - 1)
        return self._moment(letter)

    def _go_to(self, letter: int) -> None:
        while self._bounds[self._at + 1] <= letter:
            self._at += 1

    def _moment(self, letter: int) -> float:
        word, first, last = self._words[self._at], self._bounds[self._at], self._bounds[self._at + 1]
        return word.start + (word.end - word.start) * (letter - first) / (last - first)
