"""Chunks with as much voice as a window of Whisper's holds, for engines that are shown nothing but the voice.

Such an engine pays for every window alike, be it full or not: chunks with long silences are heard together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engines.letters import Span
from engines.transcribers.audio import SAMPLE_RATE, Chunk, Sound

MOST = 27.0
"""Seconds of voice. 30 would fit, but Whisper takes a window that is full to the brim for one that goes on, and hears
its end once more, which costs as much as all of it."""
LONGEST = 120.0
"""Seconds of the clock: as much is in memory (4 MB), and heard again after a kill."""


def filled(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """The same sounds, those that follow each other made one where their voice fits a window.

    The first with a voice is handed on as it is, so that first lines come soon; so is silence that follows none.

    Args:
        sounds: one right behind the other, all with voices known.
    """
    held: Sound | None = None
    is_begun = False
    for sound in sounds:
        if held and not fit(held, sound):
            yield held
            held = None
        held = joined(held, sound) if held else sound
        if not (is_begun and held.voiced):
            is_begun = is_begun or held.voiced > 0
            yield held
            held = None
    if held:
        yield held


def fit(before: Sound, after: Sound) -> bool:
    """Whether two sounds may be one."""
    return before.voiced + after.voiced <= MOST and after.chunk.end - before.chunk.start <= LONGEST


def joined(before: Sound, after: Sound) -> Sound:
    """Two sounds, one right behind the other, as one."""
    import numpy  # noqa: PLC0415 -- slow import

    samples = numpy.concatenate([before.chunk.samples, after.chunk.samples])
    return Sound(Chunk(before.chunk.start, samples), merged([*(before.voice or ()), *(after.voice or ())]))


def merged(voice: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch made one."""
    spans: list[Span] = []
    for start, end in voice:
        touches = spans and start - spans[-1][1] < 1 / SAMPLE_RATE
        spans.append((spans.pop()[0] if touches else start, end))
    return spans
