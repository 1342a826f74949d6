"""What the index holds: a vector per line and one per window of two minutes.

A line's vector has its own tokens with weight A, then up to TAIL tokens of as many lines after it, so that a phrase
that runs on is found where it begins. Windows begin every minute and are two minutes long: whatever begins within a
minute of each other lies whole in one of them. They hold no positions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from django.db import transaction

from segments.models import SearchWindow, Segment, Track
from segments.search.tokens import Token, tokens

TAIL = 15
WINDOW_SECONDS = 60.0
MAX_TOKENS = 10_000  # of one line; PostgreSQL counts positions to 16383


@dataclass(frozen=True, slots=True)
class Spoken:
    """The tokens that begin in a line, and the first ones after it."""

    own: list[Token]
    tail: list[Token]


def index_segments(video_id: UUID, generation: int, first_index: int = 0) -> None:
    """Bring the index up to date after lines from `first_index` on were stored or changed. May be repeated.

    Call it in the transaction that stores them. Lines must not begin before the line they follow.
    """
    transcript = Segment.objects.filter(video=video_id, generation=generation, track=Track.ORIGINAL).order_by("index")
    changed = transcript.filter(index__gte=max(0, first_index - TAIL)).first()
    if changed is None:
        return
    first_window = max(0, window_number(changed.start) - 1)
    concerned = transcript.filter(start__gte=first_window * WINDOW_SECONDS).only("id", "index", "start", "text")
    lines = list(concerned)
    spoken = list(spoken_in(lines))
    for line, said in zip(lines, spoken, strict=True):
        line.vector = vector(said)
    stale = [line for line in lines if line.index >= changed.index]
    with transaction.atomic():
        Segment.objects.bulk_update(stale, ["vector"], batch_size=500)
        SearchWindow.objects.filter(video=video_id, generation=generation, number__gte=first_window).delete()
        windows = windows_of(lines, spoken, first_window)
        SearchWindow.objects.bulk_create(
            [SearchWindow(video_id=video_id, generation=generation, number=n, vector=v) for n, v in windows.items()],
            batch_size=500,
        )


def spoken_in(lines: Sequence[Segment]) -> Iterator[Spoken]:
    """What is spoken in and after each line; the text is read as a whole, so that nothing breaks between lines."""
    begins = list(accumulate((len(line.text) + 1 for line in lines), initial=0))
    found = tokens("\n".join(line.text for line in lines))
    at = [token.start for token in found]
    for n in range(len(lines)):
        first, end = bisect_left(at, begins[n]), bisect_left(at, begins[n + 1])
        reach = bisect_left(at, begins[min(n + 1 + TAIL, len(lines))])
        yield Spoken(found[first:end][:MAX_TOKENS], found[end : min(end + TAIL, reach)])


def vector(said: Spoken) -> str:
    """A tsvector with positions: weight A for what begins in the line."""
    weighed = [(token.text, "A") for token in said.own] + [(token.text, "") for token in said.tail]
    return " ".join(f"{quoted(text)}:{place}{weight}" for place, (text, weight) in enumerate(weighed, start=1))


def quoted(token: str) -> str:
    """A token as a lexeme of tsvector and tsquery."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def windows_of(lines: Sequence[Segment], spoken: Sequence[Spoken], first_window: int) -> dict[int, str]:
    """The vectors of the windows from `first_window` on, by their number."""
    contents: dict[int, set[str]] = defaultdict(set)
    for line, said in zip(lines, spoken, strict=True):
        number = window_number(line.start)
        for window in {max(first_window, number - 1), number}:
            contents[window].update(token.text for token in said.own + said.tail)
    return {number: " ".join(map(quoted, sorted(found))) for number, found in contents.items() if found}


def window_number(start: float) -> int:
    return int(start // WINDOW_SECONDS)
