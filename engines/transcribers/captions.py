"""Captions that came with a video as a Transcriber: their words become passages like spoken ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engines.captions.cleaning import cleaned
from engines.captions.reading import read_cues
from engines.captions.words import words_of
from engines.probe import probe
from engines.transcribers.speech import passages_of, tidy
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
        cues = [cue for cue in cleaned(read_cues(Path(options.extra["captions"]))) if cue.start < duration]
        info = info_of(options)
        for reached, speech in batches(list(passages_of(tidy(words_of(cues), 0.0, duration))), duration):
            if reached > options.start:
                progress(min(reached / duration, 1.0) if duration else 1.0)
                yield Passage(reached, speech, info)
        progress(1.0)


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
