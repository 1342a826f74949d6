"""What the engines share: chunk after chunk is listened to and becomes a passage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from engines.errors import TranscriptionError
from engines.letters import Span
from engines.probe import probe
from engines.transcribers.audio import Chunk, Sound, chunks
from engines.transcribers.detection import settled
from engines.transcribers.doubt import SAME_LINES, judged
from engines.transcribers.languages import UNKNOWN
from engines.transcribers.onsets import sharpened
from engines.transcribers.speech import goes_on, groups_of, speech_of, tidy
from engines.transcribers.windows import filled
from engines.types import Passage, Progress, Speech, TranscribeOptions, TranscriptInfo, Word

LEAD = 0.2
"""Seconds before a word from which it is heard again: onsets are quiet, and times not exact."""


class Listener(Protocol):
    """An engine with its model loaded.

    `lengths`: seconds between which chunks are cut for it. `is_shown_voice_only`: it knows when somebody speaks and
    hears nothing else, so its chunks run on until their voice fills a window. `at_once`: how many it likes to hear at a
    time; may change while it listens.
    """

    lengths: tuple[int, int]
    is_shown_voice_only: bool
    at_once: int

    def info(self) -> TranscriptInfo:
        """Who is listening; the language may become known while it does."""
        ...

    def voice(self, chunk: Chunk) -> Sequence[Span] | None:
        """When somebody speaks, in seconds of the media; None where it does not know.

        A chunk without any voice is not listened to.

        Args:
            chunk: see Chunk.
        """
        ...

    def languages(self, sound: Sound) -> dict[str, float]:
        """How likely each language is in this sound, 0 to 1; asked only while the language of info() is "und".

        Args:
            sound: see Sound; somebody speaks in it, where that is known.

        Raises:
            TranscriptionError: transcription_failed.
        """
        ...

    def settle(self, language: str, probability: float) -> None:
        """From now on take this language for the one spoken, so certain as `probability`."""
        ...

    def hear(self, sounds: Sequence[Sound], reached: Callable[[float], None]) -> Iterator[Iterable[Word]]:
        """Yield the words of each sound, times in seconds of the media; texts begin with a space if one is written.

        Args:
            sounds: the next ones in which somebody speaks, `at_once` at most.
            reached: to be called with the seconds of the media that have been listened to.

        Raises:
            TranscriptionError: transcription_failed.
        """
        ...


class OneByOne(ABC):
    """The part of a Listener that hears whole chunks, one after the other."""

    is_shown_voice_only = False
    at_once = 1

    @abstractmethod
    def listen(self, chunk: Chunk, voice: Sequence[Span] | None, reached: Callable[[float], None], /) -> Iterator[Word]:
        """Yield the words of one chunk; `voice` is what voice() said of it. The rest as in Listener.hear."""

    def hear(self, sounds: Sequence[Sound], reached: Callable[[float], None]) -> Iterator[Iterable[Word]]:
        return (self.listen(sound.chunk, sound.voice, reached) for sound in sounds)


@contextmanager
def model_failures() -> Iterator[None]:
    """Raises TranscriptionError(transcription_failed) for whatever a model's library says of sound it fails on."""
    try:
        yield
    except RuntimeError as error:
        raise TranscriptionError("transcription_failed", "The speech model failed on this sound.") from error


def passages(path: Path, options: TranscribeOptions, progress: Progress, listener: Listener) -> Iterator[Passage]:
    """One passage for every chunk of sound, also where nothing is spoken, so that a resumed run goes on behind it.

    A sentence that a chunk cuts in two is whole in the second passage.

    Raises:
        TranscriptionError: transcription_failed.
        MediaError: the sound cannot be decoded.
    """
    duration = probe(path).duration

    def report(reached: float) -> None:
        progress(min(reached / duration, 1.0) if duration else 0.0)

    lines = Lines(options.start)
    for sound, words, is_last in heard(marked(sounds(path, options.start, listener)), listener, report):
        chunk = sound.chunk
        # Codecs pad the last frame: what lies behind the end of the media is none of it.
        end = min(chunk.end, duration) if duration > chunk.start else chunk.end
        lines.hear(sharpened(tidy(words, chunk.start, end), chunk), sound.voice)
        reached, speech = lines.take(end, is_last=is_last)
        report(end)
        yield Passage(reached, speech, listener.info())
    progress(1.0)


def heard(
    sounds: Iterator[tuple[Sound, bool]], listener: Listener, reached: Callable[[float], None]
) -> Iterator[tuple[Sound, Iterable[Word], bool]]:
    """Sounds, their words, and whether they are the last.

    The first with a voice is heard alone, so that first lines come soon, and those behind it as many at once as the
    listener likes. What nobody speaks in is not listened to.
    """
    at_once = 1
    while batch := list(islice(sounds, at_once)):
        words = listener.hear([sound for sound, _ in batch if sound.voiced], reached)
        for sound, is_last in batch:
            yield sound, next(words) if sound.voiced else (), is_last
        if any(sound.voiced for sound, _ in batch):
            at_once = listener.at_once


def sounds(path: Path, start: float, listener: Listener) -> Iterator[Sound]:
    """The sound of a media file, chunk by chunk; the listener knows the language when it gets the first one."""
    cut: Iterator[Sound] = (Sound(chunk, listener.voice(chunk)) for chunk in chunks(path, start, listener.lengths))
    if listener.is_shown_voice_only:
        cut = filled(cut)
    return settled(cut, listener) if listener.info().language == UNKNOWN else cut


def marked(sounds: Iterator[Sound]) -> Iterator[tuple[Sound, bool]]:
    """Sounds, and whether they are the last: one is always read ahead."""
    ahead: Sound | None = None
    for sound in sounds:
        if ahead is not None:
            yield ahead, False
        ahead = sound
    if ahead is not None:
        yield ahead, True


class Lines:
    """Lines in the making: a sentence that goes on in the next chunk waits for its end."""

    def __init__(self, start: float = 0.0) -> None:
        self._reached = start
        self._words: list[Word] = []
        self._voice: list[Span] | None = []
        self._before: deque[str] = deque(maxlen=SAME_LINES - 1)

    def hear(self, words: Iterable[Word], voice: Sequence[Span] | None) -> None:
        """Add the words of the next chunk, and when somebody speaks in it."""
        self._words += words
        self._voice = None if voice is None or self._voice is None else [*self._voice, *voice]

    def take(self, end: float, *, is_last: bool) -> tuple[float, tuple[Speech, ...]]:
        """The lines that are whole, and the second up to which they are: `end`, or before a sentence that goes on.

        A run that is resumed there hears the held words again.
        """
        groups = list(groups_of(self._words))
        held = groups.pop() if groups and not is_last and goes_on(groups[-1], end) else []
        if held:
            spoken = groups[-1][-1].end if groups else self._reached
            self._reached = round(max(spoken, held[0].start - LEAD), 3)
        else:
            self._reached = end
        speech = judged([speech_of(group) for group in groups], list(self._before), self._voice)
        self._before.extend(line.text for line in speech)
        self._words = held
        self._voice = None if self._voice is None else [span for span in self._voice if span[1] > self._reached]
        return self._reached, tuple(speech)
