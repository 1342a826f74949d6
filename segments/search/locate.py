"""Where exactly a hit lies in the text: the lines it spans and what to highlight."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, chain

from segments.search.query import Lexeme, Phrase, Query
from segments.search.tokens import MAX_TOKEN_CHARACTERS, Token, tokens

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Location:
    """A hit in its lines: how many it spans, their text, and [from, to) of each match in UTF-16 code units."""

    line_count: int
    text: str
    highlight: list[Range]


def locate(query: Query, lines: Sequence[str], *, begins_in: int) -> Location | None:
    """Find every term, beginning in the first `begins_in` lines and one in the first; phrases may run on into others.

    None where a term is not there: the index confirms only the beginning of a long phrase.
    """
    text = " ".join(lines)
    ends = list(accumulate(len(line) + 1 for line in lines))
    places = places_in(text)
    limit = ends[begins_in - 1 if len(query.required) > 1 else 0]
    last, matches, begin = begins_in, list[Range](), limit
    for term in query.required:
        held = [places(phrase) for phrase in term.choices]
        begun = [each[0] for each in held if each and each[0][0] < limit]
        if not begun:
            return None
        begin = min(begin, *(place[0] for place in begun))
        last = max(last, bisect_right(ends, min(place[1] for place in begun) - 1) + 1)
        matches += chain.from_iterable(held)
    if begin >= ends[0]:
        return None
    text = text[: ends[last - 1] - 1]
    return Location(last, text, utf16(text, merged(match for match in matches if match[1] <= len(text))))


def passage(query: Query, lines: Sequence[str]) -> Location:
    """All of these lines as one hit, with what of the query stands in them."""
    text = " ".join(lines)
    matches = chain.from_iterable(map(places_in(text), query.phrases))
    return Location(len(lines), text, utf16(text, merged(matches)))


def places_in(text: str) -> Callable[[Phrase], list[Range]]:
    """What finds everywhere a phrase stands in a text, as [from, to) in code points; in ASCII without its tokens."""
    if text.isascii():
        return partial(ascii_occurrences, lowered=text.lower())
    return partial(occurrences, found=tokens(text))


def ascii_occurrences(phrase: Phrase, lowered: str) -> list[Range]:
    pattern = ascii_pattern(phrase.lexemes)
    found = []
    match = pattern.search(lowered)
    while match:
        found.append(match.span())
        match = pattern.search(lowered, match.start() + 1)
    return found


@lru_cache(maxsize=256)
def ascii_pattern(lexemes: tuple[Lexeme, ...]) -> re.Pattern[str]:
    """What finds these tokens in a row in lower case ASCII (segments.search.tokens)."""
    words = "[^0-9a-z]+".join(map(word_pattern, lexemes))
    return re.compile(f"(?<![0-9a-z]){words}(?![0-9a-z])")


def word_pattern(lexeme: Lexeme) -> str:
    """A token knows only the first MAX_TOKEN_CHARACTERS of its word."""
    goes_on = lexeme.is_prefix or len(lexeme.text) == MAX_TOKEN_CHARACTERS
    return re.escape(lexeme.text) + "[0-9a-z]*" * goes_on


def occurrences(phrase: Phrase, found: Sequence[Token]) -> list[Range]:
    """Everywhere a phrase stands, as [from, to) in code points."""
    places: Sequence[int] = range(len(found) - len(phrase.lexemes) + 1)
    for n, lexeme in enumerate(phrase.lexemes):
        places = [at for at in places if lexeme.matches(found[at + n].text)]
    last = len(phrase.lexemes) - 1
    return [(found[at].start, matched_end(phrase, found[at + last])) for at in places]


def matched_end(phrase: Phrase, token: Token) -> int:
    """A single character found as the beginning of a pair is only the first of the two."""
    lexeme = phrase.lexemes[-1]
    return token.first_end if lexeme.is_prefix and lexeme.text != token.text else token.end


def merged(ranges: Iterable[Range]) -> list[Range]:
    """Sorted, with those that overlap or touch made one."""
    joined: list[Range] = []
    for begin, end in sorted(ranges):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def utf16(text: str, ranges: list[Range]) -> list[Range]:
    """Offsets in code points as offsets in UTF-16 code units, as JavaScript counts."""
    if text.isascii():
        return ranges
    units = list(accumulate((2 if character > "\uffff" else 1 for character in text), initial=0))
    return [(units[begin], units[end]) for begin, end in ranges]
