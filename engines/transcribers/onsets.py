"""When words sound: engines give a word the silence around it, Whisper most of all the pause before a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from engines.transcribers.audio import SAMPLE_RATE, Chunk
from engines.types import Word

if TYPE_CHECKING:
    from numpy import bool_
    from numpy.typing import NDArray

FRAME = SAMPLE_RATE // 100
FRAME_SECONDS = FRAME / SAMPLE_RATE
AUDIBLE = 0.03
"""Of the word's loudest moment (30 dB below it): what is quieter is not heard beside it. So hiss hides nothing."""
LONGEST_HUSH = 0.25
"""Seconds: the closure of a p or t is shorter; over more silence no word goes on."""
SPARE = 0.03
"""Seconds that are left before and behind the sound: f and h begin quietly."""


def sharpened(words: Iterable[Word], chunk: Chunk) -> Iterator[Word]:
    """Words of a chunk without the silence at their ends; times only ever move inwards.

    Of a word with a silence in the middle the longer part is kept. Words that nothing is heard of stay as they are.
    """
    for word in words:
        begin, end = (round((moment - chunk.start) / FRAME_SECONDS) for moment in (word.start, word.end))
        heard = sounding(audible(chunk, begin, end))
        if heard is None:
            yield word
            continue
        start, stop = (chunk.start + (begin + place) * FRAME_SECONDS for place in heard)
        start, stop = max(word.start, start - SPARE), min(word.end, stop + SPARE)
        yield replace(word, start=round(start, 3), end=round(stop, 3))


def audible(chunk: Chunk, begin: int, end: int) -> NDArray[bool_]:
    """Which frames between two are loud enough to be heard beside the loudest of them."""
    import numpy  # noqa: PLC0415 -- slow import

    samples = chunk.samples[max(begin, 0) * FRAME : end * FRAME].astype(numpy.float32)
    loud = numpy.abs(samples[: len(samples) // FRAME * FRAME]).reshape(-1, FRAME).mean(axis=1)
    heard: NDArray[bool_] = loud > AUDIBLE * loud.max(initial=0.0)
    return heard


def sounding(audible: NDArray[bool_]) -> tuple[int, int] | None:
    """The frames between which the longest stretch of sound lies; None without any."""
    import numpy  # noqa: PLC0415 -- slow import

    places = audible.nonzero()[0]
    if not len(places):
        return None
    hushes = (numpy.diff(places) > LONGEST_HUSH / FRAME_SECONDS).nonzero()[0] + 1
    longest = max(numpy.split(places, hushes), key=lambda stretch: int(stretch[-1] - stretch[0]))
    return int(longest[0]), int(longest[-1]) + 1
