"""Animated WebP: all colours, and a third of a GIF's size."""

from __future__ import annotations

from pathlib import Path

from engines import ffmpeg
from engines.forms.animation import Rung
from engines.forms.pictures import Piece
from engines.types import Progress

QUALITY = 70


def write_webp(piece: Piece, target: Path, progress: Progress, rung: Rung) -> None:
    """Write the picture as a WebP that repeats for ever."""
    options = {"format": "webp", "vcodec": "libwebp_anim", "pix_fmt": "yuv420p", "q:v": QUALITY, "loop": 0}
    output = ffmpeg.output(piece.small(rung.side, rung.rate), target=target, t=piece.length, **options)
    ffmpeg.run(output, duration=piece.length, progress=progress)
