"""What servers answer, as words: beside the segments, in them, or not at all."""

from __future__ import annotations

import math
from typing import Any

import pytest

from engines.transcribers.answers import read, tokens
from engines.transcribers.languages import code_of
from engines.types import Word

Values = dict[str, Any]


def segment(start: float, end: float, text: str, **more: Any) -> Values:
    return {"start": start, "end": end, "text": text, **more}


def word(start: float, end: float, text: str, **more: Any) -> Values:
    return {"start": start, "end": end, "word": text, **more}


def words(answer: Values, duration: float = 30.0) -> list[tuple[float, float, str]]:
    return [(one.start, one.end, one.text) for one in read({"text": "x", **answer}, duration).words()]


def test_words_beside_the_segments_get_their_punctuation() -> None:
    answer = {
        "segments": [segment(0, 2, " Well, “hello” there."), segment(2, 3, " It's 5 o'clock!")],
        "words": [
            word(0.1, 0.4, "Well"), word(0.5, 0.9, "Hello"), word(1, 1.5, "there"),
            word(2, 2.2, "It's"), word(2.2, 2.4, "5"), word(2.5, 2.9, "o'clock"),
        ],
    }  # fmt: skip
    assert words(answer) == [
        (0.1, 0.4, " Well,"), (0.5, 0.9, " “hello”"), (1, 1.5, " there."),
        (2, 2.2, " It's"), (2.2, 2.4, " 5"), (2.5, 2.9, " o'clock!"),
    ]  # fmt: skip


@pytest.mark.parametrize("place", ["beside", "inside"])
def test_words_of_a_script_without_spaces(place: str) -> None:
    spoken = [word(0, 0.5, "今日"), word(0.5, 0.7, "は"), word(0.7, 1.2, "いい"), word(1.3, 2, "天気です")]
    told = segment(0, 2, "今日は、いい天気です。")
    answer = {"segments": [told], "words": spoken} if place == "beside" else {"segments": [{**told, "words": spoken}]}

    assert words(answer) == [(0, 0.5, "今日"), (0.5, 0.7, "は、"), (0.7, 1.2, "いい"), (1.3, 2, "天気です。")]


@pytest.mark.parametrize("spoken", [[], [word(0, 1, "ten"), word(1, 2, "boats")]])
def test_words_that_are_missing_or_say_something_else_share_the_time_of_their_segment(spoken: list[Values]) -> None:
    answer = {"segments": [segment(1, 3, "10 boats"), segment(4, 5, "안녕 그래")], "words": spoken}

    assert words(answer) == [
        (1, pytest.approx(1.571, abs=0.001), " 10"),
        (pytest.approx(1.571, abs=0.001), 3, " boats"),
        (4, 4.5, " 안녕"),
        (4.5, 5, " 그래"),
    ]


def test_text_alone_is_spread_over_the_sound() -> None:
    assert words({"text": "да, ні"}, 8.0) == [(0, 5, " да,"), (5, 8, " ні")] or words({"text": "да, ні"}, 8.0) == [
        (0, pytest.approx(4.8), " да,"), (pytest.approx(4.8), 8, " ні"),
    ]  # fmt: skip


def test_probabilities_are_those_of_the_words_or_of_their_segments() -> None:
    segments = [segment(0, 1, " one", avg_logprob=-0.5), segment(1, 2, " two", avg_logprob=-2.0)]
    spoken = [word(0, 1, "one", probability=0.9), word(1, 2, "two")]

    found = read({"text": "x", "segments": segments, "words": spoken}, 2.0).words()
    shared = read({"text": "x", "segments": segments}, 2.0).words()

    assert [one.probability for one in found] == [0.9, pytest.approx(math.exp(-2))]
    assert [one.probability for one in shared] == [pytest.approx(math.exp(-0.5)), pytest.approx(math.exp(-2))]


def test_segments_in_which_nobody_speaks_are_left_out_with_their_words() -> None:
    answer = {
        "language": "english",
        "segments": [segment(0, 1, " Thanks for watching!", no_speech_prob=0.95), segment(1, 2, " Yes.")],
        "words": [word(0, 0.5, "Thanks"), word(0.5, 0.7, "for"), word(0.7, 1, "watching"), word(1.2, 1.6, "Yes")],
    }
    assert words(answer) == [(1.2, 1.6, " Yes.")]

    silent = {**answer, "segments": answer["segments"][:1]}
    assert read({"text": "x", **silent}, 2.0).language == "und"


def test_nothing_heard_is_no_error() -> None:
    assert words({"text": "", "segments": [], "words": []}) == []


def test_letters_that_fold_into_several_keep_their_place() -> None:
    answer = {"segments": [segment(0, 2, " Straße İstanbul.")], "words": [word(0, 1, "STRAßE"), word(1, 2, "İstanbul")]}
    assert words(answer) == [(0, 1, " Straße"), (1, 2, " İstanbul.")]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"text": None},
        {"text": "x", "segments": [{"start": 0, "end": 1}]},
        {"text": "x", "segments": [segment(0, math.nan, "x")]},
        {"text": "x", "segments": [segment(0, 10**400, "x")]},
        {"text": "x", "segments": [segment(0, "1", "x")]},
        {"text": "x", "segments": [segment(False, 1, "x")]},
        {"text": "x", "words": [word(0, 1, 7)]},
        {"text": "x", "language": 7},
        {"text": "x", "segments": "x"},
    ],
)
def test_what_is_no_answer_is_refused(answer: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        list(read(answer, 1.0).words())


def test_tokens() -> None:
    assert tokens(" Hello, there") == [" Hello,", " there"]
    assert tokens("今日は。Soundbiteを") == ["今", "日", "は。", "Soundbite", "を"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("english", "en"),
        ("Japanese", "ja"),
        ("uk", "uk"),
        ("ko-KR", "ko"),
        ("en_US", "en"),
        ("klingon", "und"),
        ("", "und"),
    ],
)
def test_languages_have_codes(said: str, code: str) -> None:
    assert code_of(said) == code


def test_times_are_those_of_the_sound() -> None:
    assert list(read({"text": " x"}, 2.0).words()) == [Word(0.0, 2.0, " x", None)]
