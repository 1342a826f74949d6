"""engines.transcribers.onsets: words without the silence around them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.transcribers.audio import SAMPLE_RATE, Chunk
from engines.transcribers.onsets import SPARE, sharpened
from engines.types import Word

START = 100.0


def chunk(*loud: tuple[float, float], seconds: float = 10.0, hiss: int = 10) -> Chunk:
    """A chunk that begins at START with noise at these seconds of it, and hiss everywhere."""
    noise = np.random.default_rng(0)
    samples = noise.integers(-hiss, hiss + 1, int(seconds * SAMPLE_RATE)).astype(np.int16)
    for begin, end in loud:
        place = slice(int(begin * SAMPLE_RATE), int(end * SAMPLE_RATE))
        samples[place] = noise.integers(-9000, 9000, len(samples[place]))
    return Chunk(START, samples)


def times(word: tuple[float, float], heard: Chunk) -> tuple[float, float]:
    """When a word that was thought to be spoken then is spoken, in seconds of the chunk."""
    (told,) = sharpened([Word(START + word[0], START + word[1], " word", 0.9)], heard)
    assert (told.text, told.probability) == (" word", 0.9)
    return round(told.start - START, 3), round(told.end - START, 3)


def test_word_begins_and_ends_with_its_sound():
    assert times((1.0, 5.0), chunk((3.0, 3.6))) == (3.0 - SPARE, 3.6 + SPARE)


def test_word_that_fits_stays():
    assert times((3.0, 3.6), chunk((2.0, 4.0))) == (3.0, 3.6)
    assert times((2.99, 3.61), chunk((3.0, 3.6))) == (2.99, 3.61)


def test_word_does_not_begin_with_the_end_of_another_one_before_a_silence():
    assert times((1.0, 4.0), chunk((0.5, 1.2), (3.0, 3.6))) == (3.0 - SPARE, 3.6 + SPARE)


def test_word_does_not_end_with_the_beginning_of_another_one_behind_a_silence():
    assert times((3.0, 6.1), chunk((3.0, 3.6), (6.0, 7.0))) == (3.0, 3.6 + SPARE)


def test_closure_of_a_consonant_cuts_no_word():
    assert times((3.0, 3.9), chunk((3.0, 3.4), (3.6, 3.9))) == (3.0, 3.9)


def test_quiet_speaker_beside_a_loud_one_is_heard():
    heard = chunk((0.0, 2.0), (3.0, 3.6), hiss=2)
    heard.samples[3 * SAMPLE_RATE : 4 * SAMPLE_RATE] //= 60  # 35 dB less

    assert times((2.5, 4.0), heard) == (3.0 - SPARE, 3.6 + SPARE)


def test_word_in_silence_or_noise_stays():
    assert times((3.0, 4.0), chunk(hiss=0)) == (3.0, 4.0)
    assert times((3.0, 4.0), chunk(hiss=500)) == (3.0, 4.0)


def test_word_behind_the_end_of_the_sound_stays():
    assert times((9.9, 10.4), chunk((9.0, 10.0))) == (9.9, pytest.approx(10.0, abs=0.04))
    assert times((10.2, 10.4), chunk((9.0, 10.0))) == (10.2, 10.4)


moments = st.floats(0, 10).map(lambda moment: round(moment, 3))


@given(st.lists(moments, max_size=6), st.lists(moments, min_size=2, max_size=8))
def test_words_only_ever_shrink(loud: list[float], bounds: list[float]):
    edges, bounds = sorted(loud), sorted(bounds)
    words = [Word(START + a, START + max(b, a + 0.01), " w") for a, b in pairwise(bounds)]

    told = list(sharpened(words, chunk(*zip(edges[::2], edges[1::2], strict=False), hiss=3)))

    assert len(told) == len(words)
    for new, old in zip(told, words, strict=True):
        assert old.start - 0.001 <= new.start < new.end <= old.end + 0.001
