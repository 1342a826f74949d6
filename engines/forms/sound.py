"""The sound of a clip alone: MP3 or AAC, exact to the sample, without a picture."""

from __future__ import annotations

from pathlib import Path

from engines import ffmpeg
from engines.forms.types import Order
from engines.types import Progress

ENCODERS: dict[str, dict[str, object]] = {
    "mp3": {"format": "mp3", "acodec": "libmp3lame", "audio_bitrate": "160k"},
    "m4a": {"format": "ipod", "acodec": "aac", "audio_bitrate": "160k", "movflags": "+faststart"},
}


def write_sound(source: Path, target: Path, order: Order, progress: Progress) -> float:
    """Write the sound of the piece, silent where the source's has ended; returns where it begins."""
    sound = ffmpeg.source(source, ss=order.start)["a:0"]
    steady = sound.filter("aresample", **ffmpeg.IN_TIME).filter("apad")
    length = order.end - order.start
    options = {**ENCODERS[order.form.format], "map_metadata": -1, "map_chapters": -1}
    ffmpeg.run(ffmpeg.output(steady, target=target, t=length, **options), duration=length, progress=progress)
    return order.start
