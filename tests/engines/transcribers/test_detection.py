"""Which language is spoken, by several passages and with the weight of what is said in them."""

from __future__ import annotations

import numpy as np
import pytest

from engines.transcribers.audio import SAMPLE_RATE, Chunk, Sound
from engines.transcribers.detection import FARTHEST, Spoken, settled

SILENT = np.zeros(SAMPLE_RATE, np.int16)


class Judge:
    """Hears in every chunk what it is told by the chunk's start."""

    def __init__(self, **heard: dict[str, float]) -> None:
        self.heard = {float(start.removeprefix("at_")): chances for start, chances in heard.items()}
        self.asked: list[float] = []
        self.settled: tuple[str, float] | None = None

    def languages(self, sound: Sound) -> dict[str, float]:
        self.asked.append(sound.chunk.start)
        return self.heard.get(sound.chunk.start, {})

    def settle(self, language: str, probability: float) -> None:
        assert self.settled is None
        self.settled = (language, probability)


def sound(start: float, voiced: float | None) -> Sound:
    return Sound(Chunk(start, SILENT), None if voiced is None else [(start, start + voiced)] if voiced else [])


def listened(judge: Judge, *sounds: Sound) -> list[float]:
    """Starts of the chunks that are handed on, once the first with a voice finds the language settled."""
    handed: list[float] = []
    for one in settled(iter(sounds), judge):
        handed.append(one.chunk.start)
        assert judge.settled or not one.voiced
    return handed


def test_jingle_at_the_start_does_not_decide() -> None:
    judge = Judge(at_0={"en": 0.9, "ja": 0.1}, at_1={"ja": 0.8, "en": 0.1}, at_2={"ja": 0.7, "ko": 0.3}, at_3={"en": 1})

    assert listened(judge, *(sound(n, 1.0) for n in range(4))) == [0, 1, 2, 3]
    assert judge.settled == ("ja", pytest.approx(0.533))
    assert judge.asked == [0, 1, 2]


def test_what_is_long_counts_for_more() -> None:
    judge = Judge(at_0={"uk": 0.6, "ru": 0.4}, at_1={"ru": 1.0})

    listened(judge, sound(0, 30.0), sound(1, 2.0))

    assert judge.settled == ("uk", pytest.approx(0.562))


def test_silent_passages_are_not_asked_about() -> None:
    judge = Judge(at_2={"ko": 0.9})

    assert listened(judge, sound(0, 0), sound(1, 0), sound(2, 5.0)) == [0, 1, 2]
    assert (judge.asked, judge.settled) == ([2], ("ko", 0.9))


def test_long_silence_is_handed_on_and_the_language_found_behind_it() -> None:
    silence = [sound(n, 0) for n in range(FARTHEST + 2)]
    behind = [sound(FARTHEST + 2 + n, 1.0) for n in range(2)]
    judge = Judge(**{f"at_{FARTHEST + 2}": {"uk": 0.8}})

    assert listened(judge, *silence, *behind) == list(range(FARTHEST + 4))
    assert judge.settled == ("uk", 0.4)


def test_nothing_said_settles_nothing() -> None:
    judge = Judge()

    assert listened(judge, sound(0, 0)) == [0]
    assert judge.settled is None


def test_without_an_ear_for_voices_everything_counts() -> None:
    judge = Judge(at_0={"en": 0.7})

    listened(judge, sound(0, None))

    assert judge.settled == ("en", 0.7)


def test_language_that_is_not_known_has_a_code() -> None:
    assert (Spoken().code, Spoken("uk", 0.4).code) == ("und", "uk")
