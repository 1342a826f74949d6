"""Captions that came with a video as a Transcriber: their words become passages like spoken ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from engines.captions.cleaning import cleaned
from engines.captions.cues import ReadCue
from engines.captions.reading import read_cues
from engines.captions.words import words_of
from engines.probe import probe
from engines.transcribers.speech import BRIEFEST_WORD, groups_of, speech_of, tidy
from engines.types import Passage, Progress, Speech, TranscribeOptions, TranscriptInfo

SHORTEST = 25.0
"""Seconds of media after which a passage is complete, as with the speech engines."""


class Captions:
    """A Transcriber that reads a caption file.

    `extra`: "captions" (path of the file) and "automatic" ("1" where a machine made them: such are of low quality).
    `language` is that of the file; None says nothing of it.
    """

    name = "captions"

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """See Transcriber; the media may be without sound. Raises CaptionError(captions_unreadable)."""
        duration = probe(path).duration
        cues = within(cleaned(read_cues(Path(options.extra["captions"]))), duration)
        words = (word for word in words_of(cues) if word.start <= duration - BRIEFEST_WORD)
        info = info_of(options)
        lines = [speech_of(group) for group in groups_of(tidy(words, 0.0, duration))]
        for reached, speech in batches(lines, duration):
            if reached > options.start:
                progress(min(reached / duration, 1.0) if duration else 1.0)
                yield Passage(reached, speech, info)
        progress(1.0)


def within(cues: Iterable[ReadCue], duration: float) -> Iterator[ReadCue]:
    """Cues cut off at the end of the media; those it leaves no time to speak are none of it."""
    for cue in cues:
        end = min(cue.end, duration)
        if end < duration - 1 or end - cue.start >= 2 * BRIEFEST_WORD * sum(map(len, cue.lines)):
            yield replace(cue, end=end)


def info_of(options: TranscribeOptions) -> TranscriptInfo:
    if options.extra.get("automatic") == "1":
        return TranscriptInfo(Captions.name, "automatic", options.language or "und", "low")
    return TranscriptInfo(Captions.name, "manual", options.language or "und", "normal")


def batches(spoken: list[Speech], duration: float) -> Iterator[tuple[float, tuple[Speech, ...]]]:
    """Speech by and by, each batch with the seconds it reaches to; the last one reaches the end of the media."""
    batch: list[Speech] = []
    begin = 0.0
    for speech in spoken:
        batch.append(speech)
        if speech.end - begin >= SHORTEST:
            yield speech.end, tuple(batch)
            begin, batch = speech.end, []
    yield duration, tuple(batch)
