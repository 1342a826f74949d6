"""What a cut gives back, and what every way to cut asks of its limits."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from engines.errors import ClipError, FfmpegError, UnfitToPlay

MICROSECONDS = 1_000_000

SOUND_PRE_ROLL = Fraction(1, 10)
"""Seconds of sound before the start: Opus wants 80 ms (RFC 7845, 4.6), MP3 some packets whose bits later ones use."""

LONGEST_PRE_ROLL = 10
"""Seconds that a player may have to decode before a clip begins."""


@dataclass(frozen=True, slots=True)
class PlayCut:
    """A clip for a player that seeks to `pre_roll` and stops at `play_end`, both in seconds of the clip."""

    pre_roll: float
    play_end: float
    duration: float
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class FileCut:
    """A clip that any player shows right; `start` is the source time of its first frame."""

    start: float
    duration: float
    size_bytes: int
    content_type: str


def end_within(start: float, end: float, duration: float | None) -> float:
    """The end, not past that of the media. Raises ClipError(clip_out_of_range)."""
    if duration:
        end = min(end, duration)
    if not 0 <= start < end:
        raise ClipError("clip_out_of_range", "The clip must lie inside the video and end after it starts.")
    return end


def exactly(seconds: float) -> Fraction:
    """A time that somebody wrote in decimals, to the microsecond: 4.6 is not a hair before the frame at 4.6."""
    return Fraction(round(seconds * MICROSECONDS), MICROSECONDS)


def pre_roll_to(start: Fraction, origin: Fraction) -> float:
    """Seconds from `origin` to `start`, rounded up to what browsers count in: down would show the frame before."""
    return ceil((start - origin) * MICROSECONDS) / MICROSECONDS


def require_near(start: Fraction, keyframe: Fraction) -> None:
    """Raises UnfitToPlay where the keyframe lies too far before the start."""
    if start - keyframe > LONGEST_PRE_ROLL:
        raise UnfitToPlay


def uncuttable() -> ClipError:
    return ClipError("clip_failed", "The clip could not be cut from this file.")


@contextmanager
def failing_as_clip() -> Iterator[None]:
    """What the disk refuses, as FfmpegError(disk_full) or ClipError(clip_failed)."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise FfmpegError("disk_full", "The disk is full.", retryable=True) from error
        raise uncuttable() from error
