"""The words of a supercut as WebVTT, at the supercut's own times."""

from __future__ import annotations

from collections.abc import Iterator

from engines.supercuts.types import FRAME_RATE
from segments import selectors
from segments.models import Segment
from segments.subtitles import clock, escaped
from segments.supercuts.exports.timeline import Event, Timeline


def written(timeline: Timeline) -> str:
    frames = 0
    cues: list[tuple[float, float, str]] = []
    for event in timeline.events:
        cues += cues_of(event, frames / FRAME_RATE)
        frames += event.item.frames
    return "WEBVTT\n\n" + "".join(f"{clock(start, '.')} --> {clock(end, '.')}\n{text}\n\n" for start, end, text in cues)


def cues_of(event: Event, offset: float) -> Iterator[tuple[float, float, str]]:
    """(start, end, text) of what is said in a piece that begins at `offset` of the supercut."""
    begin, length = event.item.first, event.item.duration
    for line in selectors.lines_between(event.video, begin, begin + length):
        text = escaped(selectors.spoken_between([line], begin, begin + length))
        start, end = limits_of(line, begin, begin + length)
        if text and end > start:
            yield offset + start - begin, offset + end - begin, text


def limits_of(line: Segment, begin: float, end: float) -> tuple[float, float]:
    """Where the words of a line that are in the piece begin and end; the line's own limits where it has no words."""
    said = [word for word in line.words if begin <= (word[0] + word[1]) / 2 <= end]
    start, stop = (said[0][0], said[-1][1]) if said else (line.start, line.end)
    return max(start, begin), min(stop, end)
