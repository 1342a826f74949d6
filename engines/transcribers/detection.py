"""Which language is spoken, judged by several passages: a jingle or a greeting at the start must not decide it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from engines.transcribers.audio import Sound
from engines.transcribers.languages import UNKNOWN

PASSAGES = 3
"""Chunks with a voice, of 20 seconds and more, that are listened to before it is decided."""
FARTHEST = 8
"""Chunks that are read ahead at most. Few have the full length of theirs: some ten megabytes."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a run: None until it is known. `probability` is None where it was given, not detected."""

    language: str | None = None
    probability: float | None = None

    @property
    def code(self) -> str:
        return self.language or UNKNOWN


class Detecting(Protocol):
    """An engine that tells languages apart."""

    def languages(self, sound: Sound) -> dict[str, float]:
        """How likely each language is in this sound; empty where nothing is heard."""
        ...

    def settle(self, language: str, probability: float) -> None:
        """From now on take this language for the one spoken."""
        ...


def settled(sounds: Iterator[Sound], listener: Detecting) -> Iterator[Sound]:
    """The same sounds; `listener` knows its language before the first one with a voice is handed on.

    Of several passages' probabilities the sum decides, each weighed with the seconds in which somebody speaks.
    """
    is_settled = False
    while not is_settled and (ahead := read_ahead(sounds)):
        if chances := weighed(ahead, listener):
            language = max(chances, key=chances.__getitem__)
            listener.settle(language, round(chances[language] / sum(sound.voiced for sound in ahead), 3))
            is_settled = True
        yield from ahead
    yield from sounds


def weighed(sounds: list[Sound], listener: Detecting) -> dict[str, float]:
    """For each language its probabilities times the seconds in which somebody speaks."""
    chances: defaultdict[str, float] = defaultdict(float)
    for sound in sounds:
        heard = listener.languages(sound) if sound.voiced else {}
        for language, chance in heard.items():
            chances[language] += chance * sound.voiced
    return chances


def read_ahead(sounds: Iterator[Sound]) -> list[Sound]:
    """The next sounds, until PASSAGES of them have a voice."""
    ahead: list[Sound] = []
    for sound in sounds:
        ahead.append(sound)
        if sum(1 for one in ahead if one.voiced) == PASSAGES or len(ahead) == FARTHEST:
            break
    return ahead
