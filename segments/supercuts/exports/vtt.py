"""The words of a supercut as WebVTT, at the supercut's own times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engines.cues import cues_of
from engines.forms.captions import Cue
from engines.supercuts.types import FRAME_RATE
from segments import selectors
from segments.subtitles import vtt_of
from segments.supercuts.exports.timeline import Timeline
from segments.supercuts.items import Item
from videos.models import Video


def written(timeline: Timeline) -> str:
    events = timeline.events
    return captions_of([event.item for event in events], {event.item.video_id: event.video for event in events})


def captions_of(items: Sequence[Item], videos: dict[str, Video]) -> str:
    """What is said in items that are cut, cut into captions that can be read in time."""
    return vtt_of(cues(items, videos))


def cues(items: Sequence[Item], videos: dict[str, Video]) -> Iterator[Cue]:
    """No cue stays on when its piece is over."""
    passages = [(videos[item.video_id], item.first, item.first + item.duration) for item in items]
    frames = 0
    for item, (_video, start, end), lines in zip(items, passages, selectors.lines_of(passages), strict=True):
        at = frames / FRAME_RATE
        frames += item.frames
        yield from cues_of(selectors.speech_on_clock(lines, start, end, at=at), at + item.duration)
