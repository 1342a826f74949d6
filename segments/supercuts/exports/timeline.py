"""A supercut as editors see it: a row of events, each a piece of a source in that source's own frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engines.supercuts.types import FRAME_RATE
from segments.supercuts.exports.timecode import standard
from segments.supercuts.items import Item
from videos.models import Video

GRID = Fraction(FRAME_RATE)


def written(text: str) -> str:
    """A text on one line, without what no format can hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@dataclass(frozen=True, slots=True)
class Event:
    """A piece: `source_in` and `source_length` in frames of the source, `record_in` and `length` in the timeline's."""

    video: Video
    url: str
    item: Item
    rate: Fraction
    source_in: int
    source_length: int
    record_in: int
    length: int

    @property
    def has_picture(self) -> bool:
        return self.item.source_rate is not None

    @property
    def title(self) -> str:
        """The video's title."""
        return written(self.item.title)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events in their order; `rate` is that of all sources where they share one, else 30."""

    name: str
    rate: Fraction
    events: Sequence[Event]

    @property
    def length(self) -> int:
        return sum(event.length for event in self.events)


def timeline(name: str, items: Sequence[Item], videos: dict[str, Video], url_of: Callable[[Video], str]) -> Timeline:
    """The timeline of items that are cut.

    Places are rounded from the beginning of the supercut on, so that no error adds up.
    """
    rates = {rate_of(item) for item in items}
    rate = rates.pop() if len(rates) == 1 else GRID
    events: list[Event] = []
    frames = 0
    for item in items:
        record_in = round(frames * rate / GRID)
        frames += item.frames
        length = max(1, round(frames * rate / GRID) - record_in)
        own = rate_of(item)
        video = videos[item.video_id]
        source_length = length if own == rate else max(1, round(item.frames * own / GRID))
        source_in = round(Fraction(item.first) * own)
        events.append(Event(video, url_of(video), item, own, source_in, source_length, record_in, length))
    return Timeline(written(name), rate, events)


def rate_of(item: Item) -> Fraction:
    """The rate in which a source is counted: its own where it is a standard one, else 30."""
    rate = item.source_rate
    return (standard(rate) if rate else None) or GRID
