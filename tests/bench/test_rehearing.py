"""What bench/rehearing.py counts."""

import pytest

from engines.types import Speech

pytest.importorskip("jiwer")  # comes with requirements/bench.txt

from bench.rehearing import errors, words_of


@pytest.mark.parametrize(
    ("said", "heard", "count"),
    [
        ("the river is cold", "the river is cold", 0),
        ("the river is cold", "river is old", 2),
        ("the river", "the the river bed", 2),
        ("", "a word", 2),
        ("all of it", "", 3),
    ],
)
def test_errors_are_words_lost_changed_and_added(said: str, heard: str, count: int) -> None:
    assert errors(said.split(), heard.split()) == count


def test_words_are_what_is_said_without_signs() -> None:
    assert words_of([Speech(0, 1, "It's cold,"), Speech(1, 2, "the River.")]) == ["it's", "cold", "the", "river"]
