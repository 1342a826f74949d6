"""The picture of a piece on its way into a form: cropping, captions, pace, size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engines import ffmpeg
from engines.types import VideoStream

UPRIGHT = (9, 16)
Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The exact mp4 of a clip, and what becomes of its picture.

    `size` is that of the picture cropped, `length` the seconds of it that count, `captions` a script to draw
    (engines.forms.script), `folder` a place for small files of one's own.
    """

    path: Path
    folder: Path
    size: Size
    length: float
    has_sound: bool = False
    captions: Path | None = None

    def picture(self) -> ffmpeg.Node:
        """The middle of the picture, with the captions on it."""
        picture = ffmpeg.source(self.path)["V:0"].filter("crop", *self.size).filter("setsar", 1)
        return picture if self.captions is None else picture.filter("ass", str(self.captions))

    def small(self, side: int, rate: float) -> ffmpeg.Node:
        """The picture with its longer side at most `side`, at a steady rate.

        At every tick it is the frame that is then on the screen, beginning with the first.
        """
        return self.picture().filter("fps", rate, round="up").filter("scale", *fitted(self.size, side), flags="lanczos")


def cropped_size(video: VideoStream, crop: str) -> Size:
    """The size of the picture that is left; both even, as yuv420p wants them."""
    width, height = float(video.width), float(video.height)
    if crop == "vertical":
        across, down = UPRIGHT
        width, height = min(width, height * across / down), min(height, width * down / across)
    return max(2, round(width) // 2 * 2), max(2, round(height) // 2 * 2)


def fitted(size: Size, side: int) -> Size:
    """The size scaled down so that its longer side is at most `side`; even."""
    scale = min(1.0, side / max(size))
    return max(2, round(size[0] * scale) // 2 * 2), max(2, round(size[1] * scale) // 2 * 2)
