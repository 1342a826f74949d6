"""The captions of a clip: what is said in it, on its own clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engines.cues import cues_of
from engines.types import Speech, Word
from segments.clips.limits import Limits
from segments.models import Segment
from segments.selectors import speech_between
from segments.subtitles import vtt_of


def captions(lines: Iterable[Segment], limits: Limits) -> str:
    """WebVTT of what is spoken inside the limits, times from the clip's start."""
    return vtt_of(cues_of(inside(lines, limits), limits.length))


def inside(lines: Iterable[Segment], limits: Limits) -> Iterator[Speech]:
    def on_clock(moment: float) -> float:
        return round(min(max(moment - limits.start, 0.0), limits.length), 3)

    for start, end, text, said in speech_between(lines, limits.start, limits.end):
        words = tuple(Word(on_clock(begin), on_clock(stop), word) for begin, stop, word in said)
        yield Speech(on_clock(start), on_clock(end), text, words)
