"""The captions of a clip: the lines said in it, on its own clock."""

from __future__ import annotations

from collections.abc import Iterable

from segments.clips.limits import Limits
from segments.models import Segment
from segments.selectors import spoken_between
from segments.subtitles import clock, escaped


def captions(lines: Iterable[Segment], limits: Limits) -> str:
    """WebVTT of what is spoken inside the limits, times from the clip's start. https://www.w3.org/TR/webvtt1/"""
    cues = []
    for line in lines:
        text = spoken_between([line], limits.start, limits.end)
        start, end = max(line.start, limits.start) - limits.start, min(line.end, limits.end) - limits.start
        if text and end > start:
            cues.append(f"{clock(start, '.')} --> {clock(end, '.')}\n{escaped(text)}\n\n")
    return "WEBVTT\n\n" + "".join(cues)
