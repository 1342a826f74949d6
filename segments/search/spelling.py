"""Completions, and what may have been meant: words that were really said where the viewer searches."""

from __future__ import annotations

import re
from collections.abc import Sequence

from segments.search.query import PIECE, QUOTES, Query, last_phrase
from segments.search.scope import Part
from segments.search.tokens import tokens
from segments.search.words import words_beginning

MOST_WORDS = 8
LOOKED_UP = 32
"""Of these some may be no word, and what is said in hidden videos changes their order."""
SHORTEST_GUESSED = 4
SHORTEST_GUESSED_BY_TWO = 6


def did_you_mean(text: str, query: Query, parts: Sequence[Part]) -> str | None:
    """The query with its unknown words replaced by close ones that were said; None where there is nothing better."""
    meant: dict[str, str] = {}
    for phrase in query.phrases:
        word = phrase.lexemes[0].text
        if not phrase.is_plain or len(phrase.lexemes) > 1 or phrase.lexemes[0].is_prefix:
            continue
        close = closest(word, parts)
        if close is not None and close != word:
            meant[phrase.source] = close

    def mended(piece: re.Match[str]) -> str:
        return piece[0] if piece["minus"] else meant.get(piece["word"] or "", piece[0])

    return PIECE.sub(mended, text.translate(QUOTES)) if meant else None


def closest(word: str, parts: Sequence[Part]) -> str | None:
    """The word itself where it was said, else the one most like it that begins alike."""
    if len(word) < SHORTEST_GUESSED:
        return word
    most = 2 if len(word) >= SHORTEST_GUESSED_BY_TWO else 1
    said = words_beginning(word[0], parts, lengths=range(len(word) - most, len(word) + most + 1))
    if word in words_beginning(word, parts, lengths=range(len(word), len(word) + 1)):
        return word
    letters = set(word)
    alike = (other for other in said if len(letters ^ set(other)) <= 2 * most)
    near = sorted((distance(word, other), -said[other], other) for other in alike)
    return near[0][2] if near and near[0][0] <= most else None


def distance(one: str, other: str) -> int:
    """Edits between two words: letters put in, left out, changed, or two swapped (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def completed(text: str, parts: Sequence[Part]) -> list[str]:
    """Completions of the last word typed, wanted or not, most said first."""
    phrase = last_phrase(text)
    if phrase is None or len(phrase.lexemes) > 1 or text[-1:].isspace():
        return []
    (last,) = phrase.lexemes
    counts = words_beginning(last.text, parts, most=LOOKED_UP)
    words = sorted((word for word in counts if not tokens(word)[0].last), key=lambda word: (-counts[word], word))
    return words[:MOST_WORDS]
