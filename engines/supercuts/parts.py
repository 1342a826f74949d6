"""Parts: pieces of media in one form, so that any of them can follow any other.

H.264 without reordering beside FLAC, in Matroska: a packet is a picture, and the sound is exact to the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from engines import ffmpeg
from engines.errors import ClipError, FfmpegError
from engines.forms.fonts import missing_signs
from engines.media import deinterlaced
from engines.partial import writing
from engines.supercuts import titles
from engines.supercuts.sources import look
from engines.supercuts.types import FRAME_RATE, HEIGHT, SAMPLE_RATE, SAMPLES_PER_FRAME, WIDTH, Piece, Source
from engines.types import Progress

LEAD = 0.1
"""Seconds read before a piece, so that the sound's decoder has settled when it gets there."""

AT_ONCE = 6
"""How many parts one ffmpeg makes: starting it costs as much as a tenth of a second of picture, memory is bounded."""

MATROSKA = {"format": "matroska", "map_metadata": -1, "map_chapters": -1, "acodec": "flac", "sample_fmt": "s16"}
PICTURE = {"vcodec": "libx264", "preset": "veryfast", "crf": 22, "pix_fmt": "yuv420p", "bf": 0, "g": 3 * FRAME_RATE}

Wanted = tuple[Piece, Path]
"""A piece, and the file its part is written to."""


def make_parts(
    wanted: Sequence[Wanted], progress: Progress | None = None, *, picture: bool = True, threads: int = 0
) -> None:
    """Make one part of each piece, AT_ONCE in one ffmpeg; a part's file appears when it is whole.

    Args:
        wanted: pieces whose `start` is as sources.placed() gives it.
        picture: False for sound alone.
        threads: encoder threads, 0 for as many as there are cores.

    Raises:
        ClipError: clip_failed, font_missing.
        MediaError: not_media, media_damaged.
        FfmpegError: ffmpeg_stalled, ffmpeg_killed, disk_full, ffmpeg_missing.
    """
    report = progress or (lambda _fraction: None)
    sources = {path: look(path) for path in {piece.source for piece, _target in wanted}}
    wanted = with_drawable_titles(wanted) if picture else wanted
    whole, done = sum(piece.frames for piece, _target in wanted), 0
    for at in range(0, len(wanted), AT_ONCE):
        batch = wanted[at : at + AT_ONCE]
        share = sum(piece.frames for piece, _target in batch)

        def told(fraction: float, done: int = done, share: int = share) -> None:
            report((done + fraction * share) / whole)

        _make_together(batch, sources, told, picture=picture, threads=threads)
        done += share


def with_drawable_titles(wanted: Sequence[Wanted]) -> Sequence[Wanted]:
    """The pieces, their titles without signs that no font has. Raises ClipError(font_missing)."""
    texts = {titles.plain(piece.title) for piece, _target in wanted if piece.title}
    if not texts:
        return wanted
    missing = missing_signs(texts, wanted[0][1].parent)
    without = str.maketrans(dict.fromkeys(missing, ""))
    return [(replace(piece, title=piece.title.translate(without)), target) for piece, target in wanted]


def _make_together(
    batch: Sequence[Wanted], sources: dict[Path, Source], progress: Progress, *, picture: bool, threads: int
) -> None:
    with ExitStack() as files:
        outputs = []
        for number, (piece, target) in enumerate(batch):
            part = _Part(number, piece, sources[piece.source])
            streams, options = [part.sound()], {**MATROSKA, "threads": threads}
            if picture:
                script = files.enter_context(titles.written(piece.title, target)) if piece.title else None
                streams.insert(0, part.picture(script))
                options |= PICTURE
            outputs.append(ffmpeg.output(*streams, target=files.enter_context(writing(target)), **options))
        longest = max(piece.frames for piece, _target in batch) / FRAME_RATE
        try:
            ffmpeg.run(ffmpeg.together(outputs), duration=longest, progress=progress)
        except FfmpegError as error:
            if error.code != "ffmpeg_failed":
                raise
            raise ClipError("clip_failed", "A piece of the supercut could not be cut from its video.") from error


@dataclass(frozen=True, slots=True)
class _Part:
    """The graph of one part. `number` tells it from others, since ffmpeg-python takes equal filters for the same."""

    number: int
    piece: Piece
    source: Source

    @property
    def lead(self) -> float:
        return min(LEAD, self.piece.start)

    @property
    def shift(self) -> str:
        """Times from the piece's start on."""
        return f"PTS-{self.lead:.6f}/TB+0*{self.number}"

    @property
    def media(self) -> ffmpeg.Node:
        """The medium from before the piece on: back to the keyframe, since what is shown may be long decoded."""
        begin = self.piece.start - self.lead + float(self.source.zero)
        # An absolute timestamp: versions of ffmpeg do not agree on where Opus in WebM begins.
        return ffmpeg.source(self.piece.source, ss=f"{begin:.6f}", seek_timestamp=1, noaccurate_seek=None)

    def picture(self, script: Path | None) -> ffmpeg.Node:
        """Exactly as many frames as wanted: what is on the screen at each moment of the grid, in black borders."""
        if self.source.has_picture and self.piece.start < self.source.picture_end:
            shown = deinterlaced(self.media["V:0"], is_interlaced=self.source.is_interlaced)
            shown = shown.filter("setpts", self.shift)
            shown = shown.filter("fps", FRAME_RATE, start_time=0)
            shown = shown.filter("scale", WIDTH, HEIGHT, force_original_aspect_ratio="decrease")
            shown = shown.filter("pad", WIDTH, HEIGHT, -1, -1).filter("setsar", 1)
            shown = shown.filter("tpad", stop=-1, stop_mode="clone")
        else:
            shown = ffmpeg.generated(f"color@{self.number}=black:size={WIDTH}x{HEIGHT}:rate={FRAME_RATE}")
        shown = shown.filter("trim", end_frame=self.piece.frames)
        return shown.filter("ass", filename=str(script)) if script else shown

    def sound(self) -> ffmpeg.Node:
        """Exactly as many samples as the frames last; silence where there is no sound."""
        if self.source.has_sound:
            heard = self.media["a:0"].filter("asetpts", self.shift).filter("atrim", start=0)
            # Mixing several channels down may not add up to more than full scale.
            heard = heard.filter("aresample", SAMPLE_RATE, **ffmpeg.IN_TIME, rematrix_maxval=1.0)
            heard = heard.filter("aformat", channel_layouts="stereo", sample_rates=SAMPLE_RATE).filter("apad")
        else:
            heard = ffmpeg.generated(f"anullsrc@{self.number}=sample_rate={SAMPLE_RATE}:channel_layout=stereo")
        return heard.filter("atrim", end_sample=self.piece.frames * SAMPLES_PER_FRAME)
