"""Which piece of a video a clip is: its limits, put between words, and its key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import InvalidInput
from engines.forms.types import PLAIN, Form
from videos.models import Video

CUT_VERSION = 6
"""Raised when the same wish gives another file than before."""

SHORTEST_SECONDS = 0.2
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Limits:
    """A piece of a video, in seconds, `start < end`."""

    start: float
    end: float

    @property
    def length(self) -> float:
        return self.end - self.start


Words = Sequence[tuple[float, float]]
"""The start and end of each word, in seconds."""


def snapped(limits: Limits, words: Words) -> Limits:
    """The limits moved to the nearest border of words where they lie inside one; outwards if nothing would be left."""
    nearest = Limits(nearest_border(limits.start, words), nearest_border(limits.end, words))
    if nearest.length > 0:
        return nearest
    free = borders(words)
    return Limits(
        max((b for b in free if b <= limits.start), default=limits.start)
        if cuts(limits.start, words)
        else limits.start,
        min((b for b in free if b >= limits.end), default=limits.end) if cuts(limits.end, words) else limits.end,
    )


def nearest_border(moment: float, words: Words) -> float:
    if not cuts(moment, words):
        return moment
    return min(borders(words), key=lambda border: abs(border - moment))


def cuts(moment: float, words: Words) -> bool:
    """Whether a word would be cut there."""
    return any(start < moment < end for start, end in words)


def borders(words: Words) -> list[float]:
    """Where words begin or end and none is cut, in order: words of an engine may overlap, and count as one then."""
    found: list[float] = []
    for start, end in sorted(words):
        if not found or start >= found[-1]:
            found += [start, end]
        else:
            found[-1] = max(found[-1], end)
    return found


def padded(limits: Limits, padding: float, duration: float, words: Words = ()) -> Limits:
    """The limits with up to `padding` seconds on each side, inside the media and at least SHORTEST_SECONDS long.

    Where the padding would end inside one of `words` (a neighbour's), it ends before that word.
    """
    start, end = limits.start - padding, limits.end + padding
    free = borders(words) if words else []
    if cuts(start, words):
        start = min((border for border in free if start < border <= limits.start), default=limits.start)
    if cuts(end, words):
        end = max((border for border in free if limits.end <= border < end), default=limits.end)
    end = min(max(end, start + SHORTEST_SECONDS), duration)
    start = max(0.0, min(start, end - SHORTEST_SECONDS))
    return Limits(round(start, 3), round(end, 3))


def require_inside(limits: Limits, duration: float) -> Limits:
    """The limits, ending with the media at the latest. Raises InvalidInput where there is nothing between them."""
    if limits.start >= duration:
        raise InvalidInput("clip_out_of_range", "The clip must begin before the video ends.", attr="start")
    if limits.length < SHORTEST_SECONDS - ROUNDING:
        raise InvalidInput("clip_too_short", f"A clip is at least {SHORTEST_SECONDS:g} seconds long.", attr="end")
    return replace(limits, end=min(limits.end, duration))


def require_length(limits: Limits, longest: float) -> None:
    """Raise InvalidInput for a clip of more than `longest` seconds."""
    if limits.length > longest + 0.001:
        raise InvalidInput("clip_too_long", f"A clip may be at most {longest:g} seconds long here.", attr="end")


def content_key(video: Video, limits: Limits, *, purpose: str, form: Form = PLAIN, speech: object = ()) -> str:
    """The name of what is cut: the same for everyone who asks for the same piece in the same form.

    `speech` is what captions would say; the name changes with it, and with the way we cut (CUT_VERSION).
    """
    said = json.dumps(speech, ensure_ascii=False) if form.captions != "none" else ""
    times = (f"{limits.start:.3f}", f"{limits.end:.3f}")
    parts = (CUT_VERSION, video.pk, video.media_path, *times, purpose, form.format, form.captions, form.crop, said)
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
