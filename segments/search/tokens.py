"""One tokeniser for indexing and for queries.

Text is folded (NFKC, lower case by casefold, accents off) with a map back to the original. Words are runs of letters,
digits and their marks; scripts written without spaces become overlapping pairs of characters, spaces between them
ignored, and the last character of such a run once more alone, so that a single character can be found as a prefix.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

MAX_TOKEN_CHARACTERS = 100

# Classes of a folded character: w word, c character of a script without spaces, m goes on with the c before it,
# s space, x anything else (apostrophes included: "don't" is the phrase don t, so that "l'homme" holds homme).
RUN = re.compile(r"w+|cm*(?:s*cm*)*")
UNIT = re.compile(r"cm*")
ASCII_WORD = re.compile(f"([0-9a-z]{{1,{MAX_TOKEN_CHARACTERS}}})[0-9a-z]*")

UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul letters
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3031, 0x3035),
    (0x3041, 0x318F),  # kana, bopomofo, Hangul letters
    (0x31A0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ʼ": "'"})
CONTINUING = re.compile(
    "[\uff9e\uff9f\u1160-\u11ff\ud7b0-\ud7ff]"
)  # half-width voicing marks, Hangul vowels and finals


class Token(NamedTuple):
    """A searchable piece of a text, with where it lies in the original, in code points.

    Of a pair of characters `first_end` is the end of the first one. `last` marks the single character that closes a
    run of `units` characters in a script without spaces.
    """

    text: str
    start: int
    end: int
    first_end: int
    last: bool = False
    units: int = 0


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order; the place in the list is the position in the index."""
    if text.isascii():
        words = ASCII_WORD.finditer(text.lower())
        return [Token(word[1], word.start(), word.end(), word.end()) for word in words]
    folded, classes, starts, ends = fold_with_map(text)
    found: list[Token] = []
    for run in RUN.finditer(classes):
        if classes[run.start()] == "w":
            end = ends[run.end() - 1]
            found.append(Token(clipped(folded[run.start() : run.end()]), starts[run.start()], end, end))
        else:
            units = [(unit.start(), unit.end()) for unit in UNIT.finditer(classes, run.start(), run.end())]
            found.extend(pairs(folded, units, starts, ends))
    return found


def pairs(folded: str, units: list[tuple[int, int]], starts: list[int], ends: list[int]) -> list[Token]:
    """Overlapping pairs of the units of one run, then its last unit alone."""
    made = [
        Token(clipped(folded[a:b] + folded[c:d]), starts[a], ends[d - 1], ends[b - 1])
        for (a, b), (c, d) in pairwise(units)
    ]
    begin, end = units[-1]
    made.append(
        Token(clipped(folded[begin:end]), starts[begin], ends[end - 1], ends[end - 1], last=True, units=len(units))
    )
    return made


def clipped(word: str) -> str:
    return word[:MAX_TOKEN_CHARACTERS]


def fold_with_map(text: str) -> tuple[str, str, list[int], list[int]]:
    """The folded text, the class of each of its characters, and where each begins and ends in the original."""
    folded: list[str] = []
    classes: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for cluster in clusters(text):
        piece, kinds = fold_cluster(cluster)
        folded.append(piece)
        classes.append(kinds)
        starts.extend([at] * len(piece))
        at += len(cluster)
        ends.extend([at] * len(piece))
    return "".join(folded), "".join(classes), starts, ends


def clusters(text: str) -> list[str]:
    """The text cut before every character that does not go on with the one before it."""
    cut = [n for n, character in enumerate(text) if n == 0 or not goes_on(character)]
    return [text[begin:end] for begin, end in zip(cut, [*cut[1:], len(text)], strict=True)]


@lru_cache(maxsize=4096)
def goes_on(character: str) -> bool:
    """Whether a character belongs to the one before it: marks, joiners and other invisible ones, Hangul finals."""
    return unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"} or bool(CONTINUING.match(character))


@lru_cache(maxsize=16384)
def fold_cluster(cluster: str) -> tuple[str, str]:
    """A character with its marks, folded, and the classes of what that gives."""
    folded = fold(cluster)
    if not folded:
        return "", ""
    first = class_of(folded[0])
    rest = ("m" if first == "c" and goes_on(character) else class_of(character) for character in folded[1:])
    return folded, first + "".join(rest)


def fold(text: str) -> str:
    """NFKC, casefold, accents of Latin, Greek, Cyrillic, Hebrew and Arabic off, invisible characters out."""
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()))
    composed = unicodedata.normalize("NFKC", bare).translate(LETTERS)
    return "".join(character for character in composed if unicodedata.category(character) not in {"Cf", "Cs", "Cn"})


def class_of(character: str) -> str:
    point = ord(character)
    if character.isspace():
        return "s"
    category = unicodedata.category(character)
    if category[0] not in "LNM":
        return "x"
    return "c" if category[0] != "M" and any(low <= point <= high for low, high in UNSPACED) else "w"
