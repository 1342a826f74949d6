"""A supercut as an edit decision list in the CMX 3600 format.

Sources are counted in their own rate. One of another rate than the list's is followed by M2, its speed in frames per
second, so that it plays as fast as it was recorded.
"""

from __future__ import annotations

from segments.supercuts.exports.timecode import is_dropping, timecode
from segments.supercuts.exports.timeline import Event, Timeline

LONGEST_TITLE = 70


def written(timeline: Timeline) -> str:
    mode = "DROP FRAME" if is_dropping(timeline.rate) else "NON-DROP FRAME"
    reels = {pk: f"V{number:03}" for number, pk in enumerate(dict.fromkeys(e.video.pk for e in timeline.events), 1)}
    lines = [f"TITLE: {timeline.name[:LONGEST_TITLE]}", f"FCM: {mode}", ""]
    for number, event in enumerate(timeline.events, start=1):
        lines += described(timeline, event, number, reels[event.video.pk])
    return "\r\n".join(lines) + "\r\n"


def described(timeline: Timeline, event: Event, number: int, reel: str) -> list[str]:
    channels = "AA/V" if event.has_picture else "AA"
    source_in = timecode(event.source_in, event.rate)
    times = (
        source_in,
        timecode(event.source_in + event.source_length, event.rate),
        timecode(event.record_in, timeline.rate),
        timecode(event.record_in + event.length, timeline.rate),
    )
    lines = [f"{number:03}  {reel:<8} {channels:<5} C        {' '.join(times)}"]
    if event.rate != timeline.rate:
        lines.append(f"M2   {reel:<8} {float(event.rate):05.1f}                {source_in}")
    return [*lines, f"* FROM CLIP NAME: {event.title}", f"* SOURCE FILE: {event.url}", ""]
