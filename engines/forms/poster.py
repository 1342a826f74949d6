"""The poster of a clip: a JPEG of the first frame it shows."""

from __future__ import annotations

import tempfile
from pathlib import Path

from engines import ffmpeg
from engines.clips import file_cut
from engines.errors import ClipError
from engines.forms.pictures import Piece, cropped_size
from engines.partial import writing
from engines.probe import probe

A_MOMENT = 0.25
"""Seconds that surely hold a frame: the piece that the poster is taken from."""


def make_poster(source: Path, target: Path, at: float, crop: str = "none") -> None:
    """Write a JPEG of the frame that is on the screen at `at` seconds, in the size of a clip.

    Raises:
        ClipError: clip_out_of_range, clip_failed, no_picture.
        MediaError: not_media, media_damaged, no_streams.
        FfmpegError: ffmpeg_stalled, disk_full, ffmpeg_missing.
    """
    if probe(source).video is None:
        raise ClipError("no_picture", "This video has no picture, so it cannot become that.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="poster.") as folder, writing(target) as partial:
        cut = Path(folder) / "cut.mp4"
        file_cut(source, cut, at, at + A_MOMENT)
        video = probe(cut).video
        assert video  # noqa: S101 -- for the type: its source has one
        piece = Piece(cut, Path(folder), cropped_size(video, crop), A_MOMENT)
        options = {"format": "image2", "update": 1, "vframes": 1, "vcodec": "mjpeg", "pix_fmt": "yuvj420p", "q:v": 3}
        ffmpeg.run(ffmpeg.output(piece.picture(), target=partial, **options), duration=0)
