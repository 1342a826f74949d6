"""A supercut in OpenTimelineIO's JSON (https://opentimelineio.readthedocs.io, "Serialized Data").

Written plainly: the library has no wheels for every Python that we run on; the tests read it with the library.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from segments.supercuts.exports.timeline import Event, Timeline


def written(timeline: Timeline) -> str:
    kinds = {
        "Video": [clip(event) if event.has_picture else gap(event) for event in timeline.events],
        "Audio": [clip(event) for event in timeline.events],
    }
    tracks = [{**composed("Track.1", kind, children), "kind": kind} for kind, children in kinds.items()]
    whole = {
        **named("Timeline.1", timeline.name),
        "global_start_time": moment(0, timeline.rate),
        "tracks": composed("Stack.1", "tracks", tracks),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def named(schema: str, name: str, **metadata: Any) -> dict[str, Any]:
    return {"OTIO_SCHEMA": schema, "metadata": metadata, "name": name}


def composed(schema: str, name: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    plain: dict[str, Any] = {"source_range": None, "effects": [], "markers": [], "enabled": True}
    return {**named(schema, name), **plain, "children": children}


def moment(frames: int, rate: Fraction) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(frames)}


def span(start: int, length: int, rate: Fraction) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": moment(start, rate), "duration": moment(length, rate)}


def clip(event: Event) -> dict[str, Any]:
    whole = round(Fraction(event.video.duration or 0) * event.rate)
    media = {
        **named("ExternalReference.1", event.title),
        "available_range": span(0, max(whole, event.source_in + event.source_length), event.rate),
        "available_image_bounds": None,
        "target_url": event.url,
    }
    return {
        **named("Clip.2", event.title, soundbite={"video_id": event.item.video_id}),
        "source_range": span(event.source_in, event.source_length, event.rate),
        "effects": [],
        "markers": [],
        "enabled": True,
        "media_references": {"DEFAULT_MEDIA": media},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def gap(event: Event) -> dict[str, Any]:
    """Where there is sound alone."""
    return {
        **named("Gap.1", ""),
        "source_range": span(0, event.source_length, event.rate),
        "effects": [],
        "markers": [],
        "enabled": True,
    }
