"""The values that go in and out of making forms. All times are seconds, all sizes bytes."""

from __future__ import annotations

from dataclasses import dataclass

from engines.types import Speech

CONTENT_TYPES = {
    "mp4": "video/mp4",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What a clip becomes: `captions` are none, burned or soft, `crop` is none or vertical."""

    format: str = "mp4"
    captions: str = "none"
    crop: str = "none"

    @property
    def is_plain(self) -> bool:
        """Whether it is what `engines.clips` cuts by itself."""
        return self == PLAIN


PLAIN = Form()


@dataclass(frozen=True, slots=True)
class Order:
    """A piece [start, end) of a medium and its form; `speech` is what captions say, in seconds of the medium."""

    start: float
    end: float
    form: Form
    speech: tuple[Speech, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The file of a form; `start` is the source time of its first frame."""

    start: float
    duration: float
    size_bytes: int
    content_type: str
