"""engines.transcribers.windows: chunks whose voice fills a window, wherever the silences are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.letters import Span
from engines.transcribers.audio import SAMPLE_RATE, Chunk, Sound
from engines.transcribers.windows import LONGEST, MOST, filled, joined


def sound(start: float, seconds: float, *voice: Span) -> Sound:
    """Silence of the room with noise where the voice is."""
    samples = np.zeros(round(seconds * SAMPLE_RATE), np.int16)
    for begin, end in voice:
        place = slice(round((begin - start) * SAMPLE_RATE), round((end - start) * SAMPLE_RATE))
        samples[place] = np.random.default_rng(0).integers(-8000, 8000, len(samples[place]), np.int16)
    return Sound(Chunk(start, samples), list(voice))


def spans(made: list[Sound]) -> list[tuple[float, float]]:
    return [(round(one.chunk.start, 1), round(one.chunk.end, 1)) for one in made]


def test_first_voice_and_silence_are_handed_on_as_they_are() -> None:
    coming = [sound(0, 25), sound(25, 25, (30, 34)), sound(50, 25), sound(75, 25)]

    assert list(filled(coming)) == coming


def test_sounds_are_one_as_long_as_their_voice_fits_a_window() -> None:
    first = sound(0, 25, (0, 5))
    little = [sound(start, 25, (start + 1, start + 10)) for start in (25, 50, 75, 100)]

    made = list(filled([first, *little]))

    assert spans(made) == [(0, 25), (25, 100), (100, 125)]
    assert [one.voice for one in made[1:]] == [[(26, 35), (51, 60), (76, 85)], [(101, 110)]]


def test_sounds_are_not_joined_for_ever() -> None:
    coming = [sound(start, 25, (start + 1, start + 2)) for start in range(0, 250, 25)]

    assert spans(list(filled(coming))) == [(0, 25), (25, 125), (125, 225), (225, 250)]


def test_sounds_that_are_full_stay_as_they_are() -> None:
    coming = [sound(start, 28, (start + 4, start + 28)) for start in range(0, 112, 28)]

    assert list(filled(coming)) == coming


def test_spans_that_touch_at_the_joint_are_one() -> None:
    assert joined(sound(0, 25, (20, 25)), sound(25, 25, (25, 30), (40, 41))).voice == [(20, 30), (40, 41)]


SPEAKS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25)).map(sorted), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None)
@given(SPEAKS)
def test_nothing_is_lost_and_nothing_overflows(speaks: list[list[int]]) -> None:
    coming = [
        sound(25.0 * number, 25, *([(25.0 * number + begin, 25.0 * number + end)] if begin < end else []))
        for number, (begin, end) in enumerate(speaks)
    ]

    made = list(filled(coming))

    assert np.array_equal(*(np.concatenate([one.chunk.samples for one in sounds]) for sounds in (coming, made)))
    assert all(a.chunk.end == pytest.approx(b.chunk.start, abs=1e-6) for a, b in pairwise(made))
    made_of_several = [one for one in made if not any(one is same for same in coming)]
    assert all(one.voiced <= MOST and one.chunk.end - one.chunk.start <= LONGEST for one in made_of_several)
    assert all(one.chunk.start <= a < b <= one.chunk.end + 1e-6 for one in made for a, b in one.voice or ())
    assert sum(one.voiced for one in made) == pytest.approx(sum(one.voiced for one in coming))
