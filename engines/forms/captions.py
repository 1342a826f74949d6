"""What captions say and when: speech broken into rows that fit, each shown while it is spoken.

Breaking is ours: libass breaks at spaces only, which Chinese and Japanese do not have.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from engines.letters import is_unspaced
from engines.types import Speech

ROWS = 2
"""The most rows on the screen at once (EBU-TT-D's and BBC's custom)."""

CLINGING = "、。，．・：；？！ゝゞヽヾ々ー）］｝」』】〉》〕ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
"""What no row begins with in Chinese and Japanese (kinsoku)."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Rows shown from `start` to `end`, seconds of the clip."""

    start: float
    end: float
    rows: tuple[str, ...]


def cues_of(speech: Iterable[Speech], zero: float, length: float, columns: int) -> list[Cue]:
    """The captions of a clip of `length` seconds that begins at `zero` of the medium, in order and without overlaps.

    `columns` is the width of a row in Latin letters; a Chinese, Japanese or Korean one takes two.
    """
    cues = []
    for line in speech:
        for cue in _broken(line, columns):
            start, end = max(cue.start - zero, 0.0), min(cue.end - zero, length)
            if start < end:
                cues.append(replace(cue, start=start, end=end))
    return _apart(sorted(cues, key=lambda cue: cue.start))


def _apart(cues: Sequence[Cue]) -> list[Cue]:
    """Each cue ends where the next begins; those that begin together are one."""
    apart: list[Cue] = []
    for cue in cues:
        last = apart[-1] if apart else None
        if last and cue.start - last.start < 0.01:
            apart[-1] = Cue(last.start, max(last.end, cue.end), last.rows + cue.rows)
            continue
        if last and last.end > cue.start:
            apart[-1] = replace(last, end=cue.start)
        apart.append(cue)
    return apart


def _broken(line: Speech, columns: int) -> Iterator[Cue]:
    """A line as cues of at most ROWS rows; what is said later is shown later."""
    rows = wrapped(line.text, columns)
    blocks = [tuple(rows[first : first + ROWS]) for first in range(0, len(rows), ROWS)]
    reached = list(accumulate((_letters("".join(block)) for block in blocks), initial=0))
    moments = [_moment(line, letters, reached[-1]) for letters in reached]
    for block, start, end in zip(blocks, moments, moments[1:], strict=False):
        yield Cue(start, max(start, end), block)


def _moment(line: Speech, letters: int, whole: int) -> float:
    """When the letter after so many is spoken: at its word where the words make up the text, else in proportion."""
    if letters in {0, whole}:
        return line.start if letters == 0 else line.end
    said = list(accumulate(_letters(word.text) for word in line.words))
    if not said or said[-1] != whole:
        return line.start + (line.end - line.start) * letters / whole
    word = next(word for word, reached in zip(line.words, said, strict=True) if reached > letters)
    return min(max(word.start, line.start), line.end)


def _letters(text: str) -> int:
    return sum(not letter.isspace() for letter in text)


def wrapped(text: str, columns: int) -> list[str]:
    """The text in rows of at most so many columns, broken at spaces and, where there are none, between wide letters."""
    rows = [""]
    for space, unit in units(text, columns):
        longer = rows[-1] + space + unit if rows[-1] else unit
        if columns_of(longer) <= columns or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(unit)
    return [row for row in rows if row]


def units(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """(the space before, what is not broken): words, pieces of words longer than a row, and single letters of scripts
    without spaces."""
    for word in _printable(text).split():
        space, unit = " ", ""
        for letter in word:
            is_end = unit and (is_unspaced(letter) or is_unspaced(unit[-1])) and letter not in CLINGING
            if is_end or columns_of(unit + letter) > columns:
                yield space, unit
                space, unit = "", ""
            unit += letter
        yield space, unit


def _printable(text: str) -> str:
    """Without what is no text: controls and direction overrides (joiners stay, scripts and emoji need them)."""
    return "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in text
        if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    )


def columns_of(text: str) -> int:
    """How wide a text is, in Latin letters."""
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if is_wide(letter) else 1


def is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
