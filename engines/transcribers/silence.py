"""When does anybody speak here? Whisper models invent words for silence, so they are not shown any."""

from __future__ import annotations

from importlib.util import find_spec

from engines.letters import Span
from engines.transcribers.audio import SAMPLE_RATE, Chunk


def voice_in(chunk: Chunk) -> list[Span] | None:
    """When Silero hears a voice, in seconds of the media, with 0.4 s to spare on both sides.

    It comes in faster-whisper's wheel; None where that is missing.
    """
    if find_spec("faster_whisper") is None:
        return None
    import numpy  # noqa: PLC0415 -- slow import
    from faster_whisper.vad import get_speech_timestamps

    heard = get_speech_timestamps(chunk.samples.astype(numpy.float32) / 32768)
    return [(chunk.start + span["start"] / SAMPLE_RATE, chunk.start + span["end"] / SAMPLE_RATE) for span in heard]
