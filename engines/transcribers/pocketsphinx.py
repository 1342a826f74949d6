"""PocketSphinx with the English model in its wheel: needs no download, and reads accordingly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.transcribers.audio import AT_EASE, SAMPLE_BYTES, SAMPLE_RATE, Chunk
from engines.transcribers.listening import OneByOne, model_failures, passages
from engines.types import Passage, Progress, TranscribeOptions, TranscriptInfo, Word

LONGEST_UTTERANCE = 20.0
"""Seconds after which an utterance is ended by force: its search grows with its length."""

NOT_WORDS = ("<", "[", "+")
VARIANT = re.compile(r"\(\d+\)$")
"""Dictionary entries number their pronunciations: "the(2)"."""


class PocketSphinx:
    """A Transcriber for English alone. It holds Python's lock while it works: run it in a child."""

    name = "pocketsphinx"

    def transcribe(self, path: Path, options: TranscribeOptions, progress: Progress) -> Iterator[Passage]:
        """See Transcriber. Raises language_unsupported, transcription_failed."""
        if options.language not in {None, "en"}:
            raise TranscriptionError("language_unsupported", "PocketSphinx knows no language but English.")
        yield from passages(path, options, progress, _Listener())


class _Listener(OneByOne):
    lengths = AT_EASE

    def __init__(self) -> None:
        from pocketsphinx import Decoder

        self._decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")

    def info(self) -> TranscriptInfo:
        return TranscriptInfo(PocketSphinx.name, "en-us", "en", "low")

    def voice(self, _chunk: Chunk) -> None:
        """Its endpointer listens for voices while it decodes."""

    def languages(self, _sound: object) -> dict[str, float]:
        return {"en": 1.0}

    def settle(self, _language: str, _probability: float) -> None:
        """It knows no other."""

    def listen(self, chunk: Chunk, _voice: object, reached: Callable[[float], None]) -> Iterator[Word]:
        with model_failures():
            for start, sound in _utterances(chunk):
                yield from self._words(start, sound)
                reached(start + len(sound) / SAMPLE_BYTES / SAMPLE_RATE)

    def _words(self, start: float, sound: bytes) -> Iterator[Word]:
        decoder = self._decoder
        decoder.start_utt()
        decoder.process_raw(sound)
        decoder.end_utt()
        if decoder.hyp() is None:
            return
        rate = decoder.config["frate"]
        for segment in decoder.seg():
            if not segment.word.startswith(NOT_WORDS):
                begin, end = segment.start_frame / rate, (segment.end_frame + 1) / rate
                yield Word(start + begin, start + end, " " + VARIANT.sub("", segment.word))


def _utterances(chunk: Chunk) -> Iterator[tuple[float, bytes]]:
    """(seconds of the media, sound) of everything that sounds like speech, none longer than LONGEST_UTTERANCE."""
    longest = int(LONGEST_UTTERANCE * SAMPLE_RATE) * SAMPLE_BYTES
    start, gathered = 0.0, bytearray()
    for began, sound, ended in _speech(chunk.samples.tobytes()):
        if not gathered:
            start = chunk.start + began
        gathered += sound
        while len(gathered) > longest:
            yield start, bytes(gathered[:longest])
            del gathered[:longest]
            start += LONGEST_UTTERANCE
        if ended and gathered:
            yield start, bytes(gathered)
            gathered.clear()
    if gathered:
        yield start, bytes(gathered)


def _speech(sound: bytes) -> Iterator[tuple[float, bytes, bool]]:
    """(seconds at which the utterance began, next piece of it, whether it ends here), as the endpointer hears it."""
    from pocketsphinx import Endpointer

    endpointer: Any = Endpointer(sample_rate=SAMPLE_RATE)
    step = endpointer.frame_bytes
    for at in range(0, len(sound), step):
        frame = sound[at : at + step]
        is_last = at + step >= len(sound)
        heard = endpointer.end_stream(frame) if is_last else endpointer.process(frame)
        if heard:
            yield endpointer.speech_start, heard, not endpointer.in_speech
