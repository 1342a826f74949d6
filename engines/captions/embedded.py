"""A text track inside a media file, written out as a caption file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engines import ffmpeg
from engines.captions.languages import short_code
from engines.captions.reading import read_cues
from engines.errors import CaptionError, FfmpegError
from engines.probe import open_media
from engines.types import CaptionFile

TEXT_CODECS = {"subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text"}
"""The others are pictures."""


def extract(source: Path, target: Path, language: str = "") -> CaptionFile | None:
    """Write the best text track of a media file to `target` (as SubStation, which loses nothing of the others).

    Args:
        source: a local media file.
        target: a name that ends in .ass; nothing is left there where there is no text.
        language: ISO 639-1 code of the speech; where it is given, a track in another language does not count.

    Raises:
        MediaError: not_media, media_damaged.
        FfmpegError: ffmpeg_stalled, ffmpeg_killed, disk_full, ffmpeg_missing.
    """
    with open_media(source) as container:
        tracks = [track for track in map(_track, container.streams.subtitles) if track["codec"] in TEXT_CODECS]
        duration = container.duration / 1_000_000 if container.duration else 0.0
    wanted = [track for track in tracks if not language or track["language"] in ("", language)]
    for track in sorted(wanted, key=lambda track: _rank(track, language)):
        if _written(source, target, track["index"], duration):
            return CaptionFile(target, track["language"], is_automatic=False)
    return None


def _track(stream: Any) -> dict[str, Any]:
    return {
        "index": stream.index,
        "codec": stream.codec_context.name if stream.codec_context else "",
        "language": short_code(stream.metadata.get("language", "")),
        "disposition": stream.disposition,
    }


def _rank(track: dict[str, Any], language: str) -> tuple[bool, bool, bool, int]:
    """The language asked for first, whole ones before those for foreign words alone, the file's own choice, order."""
    from av.stream import Disposition  # noqa: PLC0415 -- with PyAV

    flags = track["disposition"]
    other = bool(language) and track["language"] != language
    return other, bool(flags & Disposition.forced), not flags & Disposition.default, int(track["index"])


def _written(source: Path, target: Path, index: int, duration: float) -> bool:
    """Whether the track could be written out and holds words."""
    output = ffmpeg.output(ffmpeg.source(source)[str(index)], target=target, format="ass", scodec="ass")
    try:
        ffmpeg.run(output, duration=duration)
        read_cues(target)
    except (CaptionError, FfmpegError) as error:
        target.unlink(missing_ok=True)
        if error.code not in ("captions_unreadable", "ffmpeg_failed"):
            raise
        return False
    return True
