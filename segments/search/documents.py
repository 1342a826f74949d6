"""What the index holds: windows of lines, each a tsvector of our own making.

A window is about a minute of speech, so that words said together stand in one document, with the first words of the
lines after it, so that phrases run on across its end. Beside the words its vector holds lexemes that no word can be:
`+of the` for two frequent words in a row, `A/B` for any other two (a signature, so that windows which hold the words
of a phrase apart are hardly ever read), `#2word` for what stands there at least twice (an order of impact inside the
index), and `@lja` for what the video is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from string import ascii_uppercase
from zlib import crc32

from segments.models import Segment
from segments.search.frequent import FREQUENT
from segments.search.tokens import tokens
from videos.models import Video

VERSION = 2
"""Of tokens and documents: raise it when either changes, and all is indexed anew (segments.tasks.rebuild_index)."""
SIGNED_SINCE = 2
"""The version from which windows hold signatures."""

WINDOW_LINES = 10
WINDOW_SECONDS = 60.0
WINDOW_TOKENS = 2000
MAX_LINE_TOKENS = 10_000  # PostgreSQL counts positions to 16383
OVERLAP_LINES = 8
OVERLAP_TOKENS = 8
TIERS = (2, 3, 4, 6, 8, 12, 16)
SIGNS = f"{ascii_uppercase}!$%&()*-/:;<=>"
"""No word holds any of them. Three make a signature; a longer one would take much of the index for little."""
SIGNATURES = ["".join(signs) for signs in product(SIGNS, repeat=3)]
"""A window has about a hundred of so many: one in six hundred holds that of two words by chance."""

Words = list[list[str]]


@dataclass(frozen=True, slots=True)
class Window:
    """Own lines from index `first` on, and the tokens line by line, those of the overlap last."""

    first: int
    line_count: int
    words: Words


def windows_of(lines: Sequence[Segment]) -> list[Window]:
    """The windows of a transcript, or of its lines from the beginning of any window on."""
    begins = window_begins(lines)
    return [window_of(lines, begin, end) for begin, end in pairwise([*begins, len(lines)])]


def window_begins(lines: Sequence[Segment]) -> list[int]:
    """Where windows begin, as places in `lines`."""
    begins: list[int] = []
    end = 0
    while end < len(lines):
        begins.append(end)
        end = window_end(lines, end)
    return begins


def window_end(lines: Sequence[Segment], begin: int, *, most: int = WINDOW_LINES) -> int:
    """Where a window that begins here is full: by lines, by time, or by text."""
    characters = 0
    for n in range(begin, min(begin + most, len(lines))):
        characters += len(lines[n].text)
        if n > begin and (
            lines[n].start - lines[begin].start > WINDOW_SECONDS
            or characters > WINDOW_TOKENS  # a token has one or more
        ):
            return n
    return min(begin + most, len(lines))


def window_of(lines: Sequence[Segment], begin: int, end: int) -> Window:
    """The window of lines[begin:end]. Text is read as a whole, so that nothing breaks between lines."""
    following = overlap(lines[end - 1], lines[end : end + OVERLAP_LINES])
    shown = [*lines[begin:end], *following]
    begins = list(accumulate((len(line.text) + 1 for line in shown), initial=0))
    found = tokens("\n".join(line.text for line in shown))
    at = [token.start for token in found]
    words = [
        [token.text for token in found[bisect_left(at, left) : bisect_left(at, right)][:MAX_LINE_TOKENS]]
        for left, right in pairwise(begins)
    ]
    count = end - begin
    return Window(lines[begin].index, count, words[:count] + shortened(words[count:]))


def overlap(last: Segment, following: Sequence[Segment]) -> Iterator[Segment]:
    """The lines that go on without a long silence, up to one token more than the overlap holds."""
    count = 0
    for line in following:
        if count > OVERLAP_TOKENS or line.start - last.start > WINDOW_SECONDS:
            return
        yield line
        last = line
        count += len(tokens(line.text))


def shortened(words: Words) -> Words:
    """The first tokens of the overlap; lines without any at its end are left out."""
    left, kept = OVERLAP_TOKENS, []
    for line in words:
        kept.append(line[:left])
        left -= len(kept[-1])
    while kept and not kept[-1]:
        kept.pop()
    return kept


def written(words: Words) -> str:
    """The tokens of a window as its row holds them."""
    return "\n".join(map(" ".join, words))


def read(words: str) -> Words:
    """The inverse of `written`."""
    return [line.split(" ") if line else [] for line in words.split("\n")]


def facets_of(video: Video) -> list[str]:
    """What a search may be narrowed to, as lexemes."""
    named = {
        facet("c", video.channel_id),
        facet("c", video.channel_name),
        facet("p", video.platform),
        facet("l", video.language),
    }
    return sorted(named - {""})


def facet(kind: str, value: str) -> str:
    """The lexeme of a channel (c, by id or name), platform (p) or language (l); nothing for an empty one."""
    value = value.strip().casefold().replace("\0", "")
    return f"@{kind}{value}" if value else ""


def vector(words: Words, facets: Iterable[str]) -> str:
    """A window as a tsvector, in PostgreSQL's notation."""
    places: dict[str, list[int]] = defaultdict(list)
    signatures: set[str] = set()
    said = [token for line in words for token in line]
    for place, token in enumerate(said, start=1):
        places[token].append(place)
    for place, (left, right) in enumerate(pairwise(said), start=1):
        if left in FREQUENT and right in FREQUENT:
            places[pair(left, right)].append(place)
        else:
            signatures.add(signature(left, right))
    placed = [f"{quoted(token)}:{','.join(map(str, at))}" for token, at in places.items()]
    often = ((token, len(at)) for token, at in places.items() if len(at) > 1)
    tiers = [quoted(tier(t, token)) for token, count in often for t in TIERS if count >= t]
    return " ".join([*placed, *tiers, *map(quoted, (*signatures, *facets))])


def pair(left: str, right: str) -> str:
    """The lexeme of two frequent words in a row."""
    return f"+{left} {right}"


def signature(left: str, right: str) -> str:
    """The lexeme that two words in a row share with few others (by CRC-32)."""
    return SIGNATURES[crc32(f"{left} {right}".encode()) % len(SIGNATURES)]


def tier(least: int, token: str) -> str:
    """The lexeme of a token that stands in a window at least so often."""
    return f"#{least}{token}"


def quoted(token: str) -> str:
    """A token as a lexeme of tsvector and tsquery."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
