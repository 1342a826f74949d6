"""What a medium offers to a supercut, and where a piece of it begins on its own pictures."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from pathlib import Path

import av

from engines.errors import ClipError
from engines.probe import is_interlaced, open_media, picture_of, sound_of, start_of
from engines.supercuts.types import FRAME_RATE, Source

HIGHEST_RATE = 240
TOLERANCE = Fraction(1, 1000)
"""Seconds: WebM keeps times in milliseconds."""


def look(path: Path) -> Source:
    """Read a medium's header and its first picture.

    Raises:
        MediaError: not_media, media_damaged.
    """
    with open_media(path) as container:
        picture, sound, zero = picture_of(container), sound_of(container), start_of(container)
        if picture is None:
            return Source(False, sound is not None, zero, Fraction(FRAME_RATE), Fraction(0), 0.0)
        first = Fraction((picture.start_time or 0) * picture.time_base) - zero
        length = (
            picture.duration * picture.time_base
            if picture.duration
            else Fraction(container.duration or 0, av.time_base)
        )
        rate = min(Fraction(picture.average_rate or picture.guessed_rate or FRAME_RATE), Fraction(HIGHEST_RATE))
        fields = is_interlaced(container, picture)
        return Source(True, sound is not None, zero, rate, first, float(first + length), fields)


def placed(source: Source, start: float, end: float) -> tuple[float, int]:
    """Where a piece begins, moved back to the picture on the screen at `start`, and its length in frames of the grid.

    Sound and picture begin at the same moment of the medium, so they keep their distance to a hair in media of a
    steady rate; in others the nearest place on the grid is at most half a frame away.

    Raises:
        ClipError: clip_out_of_range.
    """
    if not 0 <= start < end:
        raise ClipError("clip_out_of_range", "The clip must lie inside the video and end after it starts.")
    begin = Fraction(start)
    if source.has_picture:
        passed = floor((begin - source.first + TOLERANCE) * source.rate)
        begin = max(min(source.first + passed / source.rate, begin), Fraction(0))
    return float(begin), max(1, round((Fraction(end) - begin) * FRAME_RATE))
