"""The made-up language."""

import numpy as np
import pytest

from bench.vocabulary import Vocabulary, scattered
from segments.search.tokens import tokens


def test_words_are_different_and_the_same_for_a_seed() -> None:
    words = Vocabulary(5000, seed=1).words

    assert len(set(words)) == 5000
    assert words[:3] == ["the", "of", "and"]
    assert words == Vocabulary(5000, seed=1).words
    assert words != Vocabulary(5000, seed=2).words


def test_every_word_is_one_token() -> None:
    words = Vocabulary(5000, seed=1).words

    assert [token.text for token in tokens(" ".join(words))] == words


def test_words_are_said_as_zipf_and_mandelbrot_say() -> None:
    vocabulary = Vocabulary(1000, seed=1)

    said = np.bincount(vocabulary.said(np.linspace(0, 1, 200_001)[:-1]), minlength=1000) / 200_000

    assert said[0] / said[99] == pytest.approx(((100 + 2.7) / (1 + 2.7)) ** 1.05, rel=0.01)


def test_successor_depends_on_the_word_and_the_chance() -> None:
    vocabulary = Vocabulary(1000, seed=1)
    words, chances = np.array([500, 500, 501]), np.array([0.05, 0.05, 0.05])

    first, again, other = vocabulary.successors(words, chances)

    assert first == again
    assert first != other


def test_scattered_numbers_are_even() -> None:
    chances = scattered(np.arange(10_000, dtype=np.uint64), seed=3)

    assert chances.min() >= 0
    assert chances.max() <= 1
    assert chances.mean() == pytest.approx(0.5, abs=0.02)
    assert len(np.unique(chances)) == 10_000
