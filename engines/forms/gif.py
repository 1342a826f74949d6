"""Animated GIF: 256 colours chosen in a first pass, drawn with in a second."""

from __future__ import annotations

from pathlib import Path

import ffmpeg as graph

from engines import ffmpeg
from engines.forms.animation import Rung
from engines.forms.pictures import Piece
from engines.types import Progress


def write_gif(piece: Piece, target: Path, progress: Progress, rung: Rung) -> None:
    """Write the picture as a GIF that repeats for ever. Two passes keep memory flat: no frame waits for the palette."""
    palette, length = piece.folder / "palette.png", piece.length
    colours = piece.small(rung.side, rung.rate).filter("palettegen", stats_mode="diff")
    options = {"format": "image2", "update": 1, "vframes": 1, "vcodec": "png"}
    ffmpeg.run(ffmpeg.output(colours, target=palette, **options), duration=length)
    inputs = [piece.small(rung.side, rung.rate), ffmpeg.own(palette, "png_pipe")]
    painted = graph.filter(inputs, "paletteuse", dither="bayer", bayer_scale=4, diff_mode="rectangle")
    ffmpeg.run(
        ffmpeg.output(painted, target=target, t=length, format="gif", loop=0), duration=length, progress=progress
    )
