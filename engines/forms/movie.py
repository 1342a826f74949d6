"""The mp4 of a clip with what is drawn on it or goes along with it."""

from __future__ import annotations

from pathlib import Path

from engines import ffmpeg
from engines.forms.pictures import Piece
from engines.types import Progress

MP4 = {"format": "mp4", "movflags": "+faststart", "map_metadata": -1, "map_chapters": -1}
PICTURE = {"vcodec": "libx264", "preset": "veryfast", "crf": 21, "pix_fmt": "yuv420p", "profile:v": "high"}


def write_drawn(piece: Piece, target: Path, progress: Progress) -> None:
    """Write the piece's picture, cropped and captioned, beside its sound, which is copied."""
    streams, options = [piece.picture()], {**MP4, **PICTURE, "t": piece.length}
    if piece.has_sound:
        streams.append(ffmpeg.source(piece.path)["a:0"])
        options["acodec"] = "copy"
    ffmpeg.run(ffmpeg.output(*streams, target=target, **options), duration=piece.length, progress=progress)


def write_subtitled(piece: Piece, target: Path, progress: Progress) -> None:
    """Write the piece as it is, with its captions (WebVTT) as a track that players offer."""
    assert piece.captions  # noqa: S101 -- for the type: it is called for them
    streams = (ffmpeg.source(piece.path), ffmpeg.own(piece.captions, "webvtt")["s:0"])
    options = {**MP4, "codec": "copy", "scodec": "mov_text", "disposition:s": "default"}
    ffmpeg.run(ffmpeg.output(*streams, target=target, **options), duration=piece.length, progress=progress)
