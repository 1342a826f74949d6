"""bench.hearing: word errors and the beginnings of sentences."""

from __future__ import annotations

import pytest

from bench.talks import Said

pytest.importorskip("jiwer")  # comes with requirements/bench.txt

from bench.hearing import Hearing, judged, spelt

SAID = [Said(1.0, 3.0, "Ten of clubs, Mister Smith."), Said(4.0, 6.0, "He isn't ill-disposed.")]


def heard(*words: tuple[float, str]) -> Hearing:
    return judged(SAID, [(start, start + 0.3, text) for start, text in words])


def test_words_are_compared_without_case_marks_and_figures() -> None:
    assert spelt("10 of Clubs, Mr. Smith: ISN'T ill-disposed!") == (
        ["ten", "of", "clubs", "mister", "smith", "isn't", "ill", "disposed"]
    )


def test_all_words_heard_in_time_are_no_error() -> None:
    words = ["10", "of", "clubs", "mr", "Smith"]
    told = heard(
        *((1.1 + n / 3, word) for n, word in enumerate(words)), (3.7, "He"), (4.4, "isn't"), (5.0, "ill-disposed")
    )
    assert (told.rate, told.start_error) == (0.0, pytest.approx(0.2))
    assert told.starts == ((1.1, 0.1), (3.7, -0.3))


def test_wrong_missing_and_added_words_are_errors() -> None:
    told = heard(
        (1.0, "Ten"),
        (1.5, "of"),
        (2.0, "cups"),
        (2.5, "Mister"),
        (4.0, "He"),
        (4.2, "is"),
        (4.4, "isn't"),
        (5, "ill"),
        (5.2, "disposed"),
    )
    assert (told.errors, told.words) == (3, 9)


def test_sentence_whose_first_word_was_not_heard_has_no_beginning() -> None:
    assert heard((1.0, "Hen"), (1.5, "of"), (4.5, "He")).starts == ((4.5, 0.5),)
