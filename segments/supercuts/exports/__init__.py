"""Supercuts for editors: cutting lists (edl, otio, fcpxml) over the sources themselves, and the words (vtt)."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import InvalidInput
from segments.supercuts.exports import edl, fcpxml, otio, vtt
from segments.supercuts.exports.timeline import Timeline

FORMATS: dict[str, tuple[str, Callable[[Timeline], str]]] = {
    "edl": ("text/plain", edl.written),
    "otio": ("application/json", otio.written),
    "fcpxml": ("application/xml", fcpxml.written),
    "vtt": ("text/vtt", vtt.written),
}


def exported(timeline: Timeline, form: str) -> tuple[str, str]:
    """(content type, text) in one of FORMATS. Raises InvalidInput for another."""
    if form not in FORMATS:
        raise InvalidInput("format_not_supported", f"Choose one of {', '.join(FORMATS)}.", attr="format")
    content_type, writer = FORMATS[form]
    return f"{content_type}; charset=utf-8", writer(timeline)
