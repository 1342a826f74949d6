"""The values that go in and out of making supercuts. Times in seconds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

FRAME_RATE = 30
SAMPLE_RATE = 48_000
SAMPLES_PER_FRAME = SAMPLE_RATE // FRAME_RATE
WIDTH, HEIGHT = 1280, 720

Form = Literal["mp4", "m4a", "mp3"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a medium holds, as far as cutting from it goes.

    `zero` is the timestamp that counts as zero (engines.probe.start_of). `rate` is its pictures per second, `first` the
    time of its first picture and `picture_end` of the end of its last; of no meaning without a picture.
    `is_interlaced`: its pictures are two fields, taken at two moments.
    """

    has_picture: bool
    has_sound: bool
    zero: Fraction
    rate: Fraction
    first: Fraction
    picture_end: float
    is_interlaced: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a medium: `start` on a picture of it, `frames` long on the grid, with a title or without ("")."""

    source: Path
    start: float
    frames: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """The supercut's file."""

    duration: float
    size_bytes: int
    content_type: str
