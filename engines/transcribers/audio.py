"""Long sound as a stream of short chunks that are cut where it is quiet; memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines import ffmpeg
from engines.errors import FfmpegError, MediaError
from engines.letters import Span

if TYPE_CHECKING:
    from numpy import int16
    from numpy.typing import NDArray

    Samples = NDArray[int16]

SAMPLE_RATE = 16_000
SAMPLE_BYTES = 2
BLOCK_BYTES = SAMPLE_RATE * SAMPLE_BYTES
AT_EASE = (25, 40)
"""Seconds between which a chunk is cut."""
ONE_WINDOW = (20, 30)
"""The same for Whisper, which listens to 30 seconds at a time: what is left over would cost it as much again, and words
in so short a rest are badly timed."""
QUIET_FRAME = 0.02
QUIET_FRAMES = 15
"""A cut is the middle of a quiet place: of 15 frames of 20 ms at least."""
ABOUT_AS_QUIET = 2.0
"""Times the energy of the quietest place."""
INAUDIBLE = 32.0**2
"""Of 32768 squared: no place is too loud that is quieter than that."""


IN_TIME = {"async": 1, "first_pts": 0, "min_hard_comp": 0.01}
"""Options of `aresample`: holes and overlaps above 10 ms are filled and cut, else a run that is resumed behind some of
them would tell other times than one that came there from the start. Matroska's stamps are 1 ms off at most."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of sound: 16-bit samples at SAMPLE_RATE, one channel, that begin at `start` seconds of the media."""

    start: float
    samples: Samples

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Sound:
    """A chunk, and when somebody speaks in it, in seconds of the media: None where nobody knows."""

    chunk: Chunk
    voice: Sequence[Span] | None

    @property
    def voiced(self) -> float:
        """Seconds."""
        if self.voice is None:
            return self.chunk.end - self.chunk.start
        return sum(end - start for start, end in self.voice)


def chunks(path: Path, start: float = 0.0, lengths: tuple[int, int] = AT_EASE) -> Iterator[Chunk]:
    """Decode the sound of a local media file from `start` seconds on, in chunks of such lengths.

    Silence fills the places where the sound begins late or has a hole, so that times are those of the media.
    Closing the generator ends ffmpeg.

    Raises:
        MediaError: media_damaged.
        FfmpegError: ffmpeg_stalled, ffmpeg_missing.
    """
    sound = ffmpeg.source(path, ss=start)["a:0"].filter("aresample", SAMPLE_RATE, **IN_TIME)
    output = ffmpeg.output(sound, target="pipe:", format="s16le", ac=1, ar=SAMPLE_RATE)
    try:
        yield from cut(ffmpeg.pipe(output, BLOCK_BYTES), start, lengths)
    except FfmpegError as error:
        if error.code != "ffmpeg_failed":
            raise
        raise MediaError("media_damaged", "The sound of this file cannot be read to its end.") from error


def cut(blocks: Iterator[bytes], start: float = 0.0, lengths: tuple[int, int] = AT_EASE) -> Iterator[Chunk]:
    """Join blocks of s16le sound into chunks, the last of which may be shorter."""
    import numpy  # noqa: PLC0415 -- slow import

    shortest, longest = lengths
    at, buffered = start, bytearray()
    for block in blocks:
        buffered += block
        while len(buffered) >= longest * BLOCK_BYTES:
            samples = numpy.frombuffer(bytes(buffered), numpy.int16)
            chunk = Chunk(at, samples[: quiet_place(samples, shortest * SAMPLE_RATE, longest * SAMPLE_RATE)])
            yield chunk
            del buffered[: len(chunk.samples) * SAMPLE_BYTES]
            at = chunk.end
    if len(buffered) >= SAMPLE_BYTES:
        whole = len(buffered) // SAMPLE_BYTES * SAMPLE_BYTES
        yield Chunk(at, numpy.frombuffer(bytes(buffered[:whole]), numpy.int16))


def quiet_place(samples: Samples, low: int, high: int) -> int:
    """Index of the middle of the last place in samples[low:high] that is about as quiet as its quietest."""
    import numpy  # noqa: PLC0415 -- slow import

    frame = int(QUIET_FRAME * SAMPLE_RATE)
    frames = samples[low:high].astype(numpy.float32)
    frames = frames[: len(frames) // frame * frame].reshape(-1, frame)
    energy: Any = numpy.convolve((frames**2).mean(axis=1), numpy.full(QUIET_FRAMES, 1 / QUIET_FRAMES), "valid")
    loud = energy > max(ABOUT_AS_QUIET * float(energy.min()), INAUDIBLE)
    last = len(loud) - 1 - int(loud[::-1].argmin())
    before = loud[:last].nonzero()[0]
    first = int(before[-1]) + 1 if len(before) else 0
    return low + ((first + last) // 2 + QUIET_FRAMES // 2) * frame
