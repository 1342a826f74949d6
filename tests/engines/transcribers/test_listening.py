"""engines.transcribers.listening: lines across the cuts between chunks of sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engines.transcribers.audio import SAMPLE_RATE, Chunk, Sound
from engines.transcribers.listening import Lines, OneByOne, heard, marked
from engines.types import Speech, Word


def words(start: float, text: str) -> list[Word]:
    return [Word(start + n / 2, start + n / 2 + 0.5, f" {word}") for n, word in enumerate(text.split())]


def taken(lines: Lines, end: float, *, is_last: bool = False) -> tuple[float, list[str]]:
    reached, speech = lines.take(end, is_last=is_last)
    return reached, [line.text for line in speech]


def test_sentence_that_a_chunk_cuts_in_two_is_whole_afterwards():
    lines = Lines()
    lines.hear(words(0, "One whole sentence is here. And another that"), None)
    assert taken(lines, 4.1) == (2.5, ["One whole sentence is here."])
    lines.hear(words(4, "goes on. Then more"), None)
    assert taken(lines, 30, is_last=True) == (30, ["And another that goes on.", "Then more"])


def test_run_that_is_resumed_hears_the_beginning_of_the_held_words_again():
    lines = Lines(100.0)
    lines.hear([*words(100, "One whole sentence is here."), *words(103, "and on")], None)
    assert taken(lines, 104)[0] == 102.8


def test_nothing_is_held_behind_a_breath_or_at_the_end():
    lines = Lines()
    lines.hear(words(0, "a few words"), None)
    assert taken(lines, 2.0) == (2.0, ["a few words"])
    lines.hear(words(2, "some more"), None)
    assert taken(lines, 3.0, is_last=True) == (3.0, ["some more"])


def test_held_words_are_judged_by_the_voice_of_both_chunks():
    lines = Lines()
    lines.hear(words(0, "This is it at last. go on"), [(0, 3.6)])
    lines.take(3.6, is_last=False)
    lines.hear(words(3.6, "to the end"), [(3.6, 5.0)])
    _, (speech,) = lines.take(5.2, is_last=True)
    assert (speech.text, speech.doubtful) == ("go on to the end", "")


def test_the_last_of_things_is_known():
    assert list(marked(iter([]))) == []
    assert list(marked(iter("abc"))) == [("a", False), ("b", False), ("c", True)]


class Several(OneByOne):
    """Says when a chunk begins, and keeps which it was given at once."""

    at_once = 3

    def __init__(self) -> None:
        self.given: list[list[float]] = []

    def hear(self, sounds, reached):
        self.given.append([sound.chunk.start for sound in sounds])
        return super().hear(sounds, reached)

    def listen(self, chunk: Chunk, _voice: object, _reached: Callable[[float], None]) -> Iterator[Word]:
        yield Word(chunk.start, chunk.end, str(chunk.start))


def test_first_voice_is_heard_alone_and_then_several_at_once():
    second = np.zeros(SAMPLE_RATE, np.int16)
    silent = {0, 3}
    coming = [Sound(Chunk(n, second), [] if n in silent else [(n, n + 1)]) for n in range(8)]
    listener = Several()

    found = [
        (sound.chunk.start, [word.text for word in words], is_last)
        for sound, words, is_last in heard(marked(iter(coming)), listener, lambda _seconds: None)
    ]

    assert found == [(n, [] if n in silent else [str(n)], n == 7) for n in range(8)]
    assert listener.given == [[], [1], [2, 4], [5, 6, 7]]


chunks = st.lists(st.lists(st.tuples(st.integers(0, 15), st.sampled_from(["w", "w."])), max_size=60), min_size=1)


@given(chunks, st.integers(0, 50))
def test_every_word_is_in_one_line_and_reached_never_falls_nor_cuts(
    heard: list[list[tuple[int, str]]], start: int
) -> None:
    lines, at = Lines(float(start)), float(start)
    said: list[Word] = []
    stored: list[Speech] = []
    reached = [at]
    for number, chunk in enumerate(heard):
        new = []
        for gap, text in chunk:
            new.append(Word(round(at + gap / 10, 3), round(at + gap / 10 + 0.4, 3), f" {text}{len(said) + len(new)}"))
            at = new[-1].end
        said += new
        lines.hear(new, None)
        end, speech = lines.take(at, is_last=number == len(heard) - 1)
        assert all(reached[-1] <= line.start < line.end <= end for line in speech)
        stored += speech
        reached.append(end)
        later = said[sum(len(line.words) for line in stored) :]
        assert all(word.start >= end for word in later)  # a resumed run hears them all again

    assert reached == sorted(reached)
    assert [word.text for line in stored for word in line.words] == [word.text.strip() for word in said]
    assert all(a.end <= b.start for a, b in pairwise(stored))
