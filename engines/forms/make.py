"""Make a clip in any form."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial as bound
from pathlib import Path

from engines.clips import file_cut
from engines.errors import ClipError, FfmpegError
from engines.forms.animation import write_bounded
from engines.forms.captions import cues_of
from engines.forms.combinations import require_possible, require_streams
from engines.forms.fonts import drawable
from engines.forms.gif import write_gif
from engines.forms.movie import write_drawn, write_subtitled
from engines.forms.pictures import Piece, cropped_size
from engines.forms.script import MOST_COLUMNS, ass, columns_in, webvtt
from engines.forms.sound import write_sound
from engines.forms.types import CONTENT_TYPES, Made, Order
from engines.forms.webp import write_webp
from engines.partial import writing
from engines.probe import probe
from engines.types import Progress

CUTTING = 0.3
"""The part of the progress that cutting the piece is."""

SOUND = {"mp3", "m4a"}
ANIMATIONS = {"gif": write_gif, "webp": write_webp}


def make_form(source: Path, target: Path, order: Order, progress: Progress, *, threads: int = 0) -> Made:
    """Write the piece that `order` names in its form; `target` appears when it is whole.

    Pictures begin with the frame that covers the start, sound with the start itself.

    Raises:
        ClipError: clip_out_of_range, clip_failed, no_picture, no_sound, captions_not_supported, crop_not_supported,
            font_missing.
        MediaError: not_media, media_damaged, no_streams.
        FfmpegError: ffmpeg_stalled, ffmpeg_killed, disk_full, ffmpeg_missing.
    """
    progress = rising(progress)
    require_possible(order.form)
    info = probe(source)
    require_streams(order.form, has_picture=info.video is not None, has_sound=info.audio is not None)
    order = replace(order, end=min(order.end, info.duration))
    if not 0 <= order.start < order.end:
        raise ClipError("clip_out_of_range", "The clip must lie inside the video and end after it starts.")
    content_type = CONTENT_TYPES[order.form.format] if info.video else "audio/mp4"
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="form.") as folder, writing(target) as partial:
        try:
            if order.form.format in SOUND:
                content_type = CONTENT_TYPES[order.form.format]
                start = write_sound(source, partial, order, progress)
            else:
                start = write_pictures(source, Path(folder), partial, order, progress, threads=threads)
        except FfmpegError as error:
            if error.code != "ffmpeg_failed":
                raise
            raise ClipError("clip_failed", "The clip could not be cut from this file.") from error
        return Made(start, order.end - start, partial.stat().st_size, content_type)


def rising(progress: Progress) -> Progress:
    """Progress that never falls, however often the same is written."""
    reached = 0.0

    def report(fraction: float) -> None:
        nonlocal reached
        reached = max(reached, fraction)
        progress(reached)

    return report


def write_pictures(
    source: Path, folder: Path, partial: Path, order: Order, progress: Progress, *, threads: int
) -> float:
    """Cut the piece, then write its form; returns the source time of its first frame."""
    path = folder / "cut.mp4"
    cut = file_cut(source, path, order.start, order.end, lambda done: progress(done * CUTTING), threads=threads)
    info = probe(path)
    size = cropped_size(info.video, order.form.crop) if info.video else (0, 0)
    piece = Piece(path, folder, size, order.end - cut.start, info.audio is not None)
    piece = replace(piece, captions=write_captions(piece, order, cut.start))
    write_form(piece, order, partial, lambda done: progress(CUTTING + done * (1 - CUTTING)))
    return cut.start


def write_captions(piece: Piece, order: Order, zero: float) -> Path | None:
    """What the captions say, as the file that burning them in or carrying them along wants."""
    if order.form.captions == "none":
        return None
    is_burned = order.form.captions == "burned"
    cues = cues_of(order.speech, zero, piece.length, columns_in(piece.size) if is_burned else MOST_COLUMNS)
    path = piece.folder / ("captions.ass" if is_burned else "captions.vtt")
    text = ass(drawable(cues, piece.folder), piece.size) if is_burned else webvtt(cues)
    path.write_text(text, encoding="utf-8")
    return path


def write_form(piece: Piece, order: Order, partial: Path, progress: Progress) -> None:
    """Write the piece in its form."""
    form = order.form
    if form.format in ANIMATIONS:
        write_bounded(bound(ANIMATIONS[form.format], piece, partial, progress), partial)
    elif form.captions != "soft":
        write_drawn(piece, partial, progress)
    elif form.crop == "none":
        write_subtitled(piece, partial, progress)
    else:
        cropped = piece.folder / "cropped.mp4"
        write_drawn(replace(piece, captions=None), cropped, progress)
        write_subtitled(replace(piece, path=cropped), partial, progress)
