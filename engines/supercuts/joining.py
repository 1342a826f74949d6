"""Joining parts: their pictures are copied, their sound is encoded once as a whole.

Encoded sound must never be joined: every piece would bring its own start-up samples, 29 ms of drift each.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from engines.errors import ClipError, MediaError
from engines.partial import writing
from engines.probe import open_media
from engines.supercuts.types import FRAME_RATE, SAMPLE_RATE, SAMPLES_PER_FRAME, Form, Joined
from engines.types import Progress

CONTENT_TYPES: dict[Form, str] = {"mp4": "video/mp4", "m4a": "audio/mp4", "mp3": "audio/mpeg"}
SOUND: dict[Form, str] = {"mp4": "aac", "m4a": "aac", "mp3": "libmp3lame"}
CONTAINERS: dict[Form, str] = {"mp4": "mp4", "m4a": "ipod", "mp3": "mp3"}
BIT_RATE = 160_000
FRAME, SAMPLE = Fraction(1, FRAME_RATE), Fraction(1, SAMPLE_RATE)


def join(
    parts: Sequence[Path], frames: Sequence[int], target: Path, form: Form, progress: Progress | None = None
) -> Joined:
    """Write the parts one after the other, as mp4, m4a or mp3.

    Args:
        parts: files as parts.make_parts() makes them.
        frames: how many frames of the grid each must hold.

    Raises:
        ClipError: part_damaged, retryable: a part is not what it should be; made anew, all will be well.
    """
    report = progress or (lambda _fraction: None)
    with writing(target) as partial:
        try:
            _write(parts, frames, partial, form, report)
        except (av.error.FFmpegError, MediaError, FileNotFoundError) as error:
            raise _damaged() from error
    return Joined(sum(frames) / FRAME_RATE, target.stat().st_size, CONTENT_TYPES[form])


def _write(parts: Sequence[Path], frames: Sequence[int], partial: Path, form: Form, progress: Progress) -> None:
    with _Output(partial, parts[0], form) as out:
        for number, (part, length) in enumerate(zip(parts, frames, strict=True), start=1):
            out.add(part, length)
            progress(number / len(parts))


def _damaged() -> ClipError:
    return ClipError("part_damaged", "A kept piece of the supercut was damaged.", retryable=True)


class _Output:
    """The supercut's file while it grows. Places are counted: the parts' own clocks are coarse."""

    def __init__(self, partial: Path, first: Path, form: Form) -> None:
        self._files = ExitStack()
        options = {} if form == "mp3" else {"movflags": "+faststart"}
        self._out = self._files.enter_context(av.open(f"file:{partial}", "w", format=CONTAINERS[form], options=options))
        self._picture = self._picture_like(first) if form == "mp4" else None
        self._sound = self._out.add_stream(SOUND[form], rate=SAMPLE_RATE, layout="stereo", bit_rate=BIT_RATE)
        self._frames = 0
        self._samples = 0

    def __enter__(self) -> _Output:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: Any) -> None:
        with self._files:
            if kind is None:
                self._out.mux(self._sound.encode(None))

    def _picture_like(self, first: Path) -> Any:
        container = self._files.enter_context(open_media(first))
        copy = self._out.add_stream_from_template(container.streams.video[0], opaque=True)
        copy.metadata.clear()
        copy.time_base = FRAME
        self._header = bytes(container.streams.video[0].codec_context.extradata or b"")
        return copy

    def add(self, part: Path, frames: int) -> None:
        """Append a part; it holds exactly `frames` frames, encoded as the first one is."""
        until = self._frames + frames
        with open_media(part) as container:
            streams = [container.streams.audio[0]]
            if self._picture:
                streams.append(container.streams.video[0])
                if bytes(streams[1].codec_context.extradata or b"") != self._header:
                    raise _damaged()
            for packet in container.demux(*streams):
                self._take(packet)
        if self._picture is None:
            self._frames = until
        if (self._frames, self._samples) != (until, until * SAMPLES_PER_FRAME):
            raise _damaged()

    def _take(self, packet: Any) -> None:
        if packet.stream.type == "audio":
            for frame in packet.decode():
                frame.pts, frame.time_base = self._samples, SAMPLE
                self._samples += frame.samples
                self._out.mux(self._sound.encode(frame))
        elif packet.size:
            packet.stream = self._picture
            packet.time_base = FRAME
            packet.pts = packet.dts = self._frames
            packet.duration = 1
            self._frames += 1
            self._out.mux(packet)
