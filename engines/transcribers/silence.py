"""Does anybody speak here? Whisper models invent words for silence, so they are not shown any."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import floating
    from numpy.typing import NDArray


def is_silent(samples: NDArray[floating[Any]]) -> bool:
    """Whether Silero, which comes in faster-whisper's wheel, hears no voice in a chunk; False where it is missing.

    Args:
        samples: 32-bit, one channel at audio.SAMPLE_RATE, from -1 to 1.
    """
    if find_spec("faster_whisper") is None:
        return False
    from faster_whisper.vad import get_speech_timestamps

    return not get_speech_timestamps(samples)
