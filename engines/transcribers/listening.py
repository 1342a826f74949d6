"""What the engines share: chunk after chunk is listened to and becomes a passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from engines.probe import probe
from engines.transcribers.audio import Chunk, chunks
from engines.transcribers.speech import passages_of, tidy
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word


class Listener(Protocol):
    """An engine with its model loaded."""

    def info(self) -> TranscriptInfo:
        """Who is listening; the language may become known while it does."""
        ...

    def listen(self, chunk: Chunk, reached: Callable[[float], None]) -> Iterator[Word]:
        """Yield the words of one chunk, with times in seconds of the media; texts begin with a space if one is written.

        Args:
            chunk: see Chunk.
            reached: to be called with the seconds of the media that have been listened to.

        Raises:
            TranscriptionError: transcription_failed.
        """
        ...


def passages(path: Path, options: TranscribeOptions, progress: Progress, listener: Listener) -> Iterator[Passage]:
    """One passage for every chunk of sound, also where nothing is spoken, so that a resumed run goes on behind it.

    Raises:
        TranscriptionError: transcription_failed.
        MediaError: the sound cannot be decoded.
    """
    duration = probe(path).duration

    def report(reached: float) -> None:
        progress(min(reached / duration, 1.0) if duration else 0.0)

    for chunk in chunks(path, options.start):
        # Codecs pad the last frame: what lies behind the end of the media is none of it.
        end = min(chunk.end, duration) if duration > chunk.start else chunk.end
        speech = tuple(passages_of(tidy(listener.listen(chunk, report), chunk.start, end)))
        report(end)
        yield Passage(end, speech, listener.info())
    progress(1.0)
