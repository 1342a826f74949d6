"""YouTube's own caption format: events with pieces of text, each with its offset in milliseconds.

No library reads it; what yt-dlp fetches as "json3" is described by its uses in yt_dlp.extractor.youtube.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engines.captions.cues import ReadCue
from engines.captions.markup import lines_of
from engines.errors import CaptionError


def read(text: str) -> list[ReadCue]:
    """The cues of a json3 file. Raises CaptionError(captions_unreadable)."""
    try:
        return list(_cues(json.loads(text)["events"]))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise CaptionError("captions_unreadable", "These captions are no json3 of YouTube.") from error


def _cues(events: list[dict[str, Any]]) -> Iterator[ReadCue]:
    """Events without text set up windows; those that append ("aAppend") only break the line."""
    for event in events:
        if event.get("aAppend") or not event.get("segs"):
            continue
        start = float(event.get("tStartMs", 0))
        yield ReadCue(
            start / 1000, (start + event.get("dDurationMs", 0)) / 1000, lines_of(_marked(event["segs"], start))
        )


def _marked(segments: list[dict[str, Any]], start: float) -> str:
    """The event's text, with marks where a piece says when it is spoken; one piece alone is spoken all along."""
    if len(segments) == 1:
        return str(segments[0].get("utf8", ""))
    moments = (round(start + segment.get("tOffsetMs", 0)) for segment in segments)
    pieces = (str(segment.get("utf8", "")) for segment in segments)
    return "".join(f"\ue000{moment}\ue001{piece}" for moment, piece in zip(moments, pieces, strict=True))
