"""What is done to the picture of a clip on its way into a form: cropping, captions, size."""

from __future__ import annotations

from math import ceil
from pathlib import Path

from engines import ffmpeg
from engines.types import VideoStream

UPRIGHT = (9, 16)
Size = tuple[int, int]
"""Width and height in pixels."""


def cropped_size(video: VideoStream, crop: str) -> Size:
    """The size of the picture that is left; both even, as yuv420p wants them."""
    width, height = float(video.width), float(video.height)
    if crop == "vertical":
        across, down = UPRIGHT
        width, height = min(width, height * across / down), min(height, width * down / across)
    return max(2, round(width) // 2 * 2), max(2, round(height) // 2 * 2)


def drawn(clip: ffmpeg.Node, size: Size, captions: Path | None) -> ffmpeg.Node:
    """The middle of the clip's picture in that size, with a script of captions (engines.forms.script) on it."""
    picture = clip["V:0"].filter("crop", *size).filter("setsar", 1)
    return picture if captions is None else picture.filter("ass", str(captions))


def fitted(size: Size, long_side: int) -> Size:
    """The size scaled down so that its longer side is at most `long_side`; even."""
    scale = min(1.0, long_side / max(size))
    width, height = (max(2, ceil(side * scale / 2 - 0.5) * 2) for side in size)
    return width, height
