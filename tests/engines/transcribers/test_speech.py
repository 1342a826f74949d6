"""engines.transcribers.speech: words into passages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.transcribers.speech import (
    BRIEFEST_WORD,
    LONGEST,
    LONGEST_SILENCE,
    SHORTEST,
    ends_sentence,
    goes_on,
    groups_of,
    speech_of,
    tidy,
)
from engines.types import Word


def said(*parts: str | float) -> list[Word]:
    """Words of half a second each; a number is a breath of so many seconds."""
    words, at = [], 0.0
    for part in parts:
        if isinstance(part, float):
            at += part
            continue
        for text in part.split():
            words.append(Word(at, at + 0.5, " " + text))
            at += 0.5
    return words


def texts(*parts: str | float) -> list[str]:
    return [speech_of(group).text for group in groups_of(said(*parts))]


def test_speech_ends_with_a_sentence():
    assert texts("One two three four. Five six") == ["One two three four.", "Five six"]


def test_short_sentences_stay_together():
    assert texts("Yes. No. Maybe so. Well then") == ["Yes. No. Maybe so.", "Well then"]


def test_speech_ends_at_a_breath():
    assert texts("one two three four", 0.6, "five six") == ["one two three four", "five six"]


def test_little_speech_ends_only_at_a_silence():
    assert texts("one", 0.6, "two", 1.0, "three", 1.1, "four") == ["one two three", "four"]


def test_full_stops_of_titles_and_initials_end_no_sentence():
    assert texts("This we owe to Dr. Smith and J. Doe. Next") == ["This we owe to Dr. Smith and J. Doe.", "Next"]


@pytest.mark.parametrize(
    "word", ["end.", "end!", 'end."', "end.)", "what?!", "終わり。", "終わり。」", "3.5.", "...", "U.S.A!"]
)
def test_words_that_end_a_sentence(word: str):
    assert ends_sentence(f" {word}")


@pytest.mark.parametrize("word", ["Mr.", "(e.g.", "J.", "U.S.", "3.5", "a", "etc.", "one,", ""])
def test_words_that_end_none(word: str):
    assert not ends_sentence(f" {word}")


def test_speech_goes_on_where_neither_sentence_nor_breath_ends_it():
    assert goes_on(said("one two"), 1.4)
    assert not goes_on(said("one two."), 1.4)
    assert not goes_on(said("one two"), 1.5)


def test_long_speech_is_cut_after_a_clause():
    letters = "a b c d e f g h i j k l m, n o p q r s t u v w x y z a b c d e f"
    assert texts(letters) == [letters[: letters.index(" n")], letters[letters.index(" n") + 1 :]]


def test_long_speech_is_not_cut_before_it_is_long_enough():
    letters = "b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f"
    assert texts("a", 0.4, letters)[0] != "a"


def test_long_speech_is_cut_at_its_longest_breath():
    letters = "a b c d e f g h i j k l m n o p"
    assert texts(letters, 0.3, letters) == [letters, letters]


def test_speech_carries_its_words_and_span():
    (group,) = groups_of(said("One two."))
    speech = speech_of(group)

    assert (speech.start, speech.end, speech.text) == (0.0, 1.0, "One two.")
    assert speech.words == (Word(0.0, 0.5, "One"), Word(0.5, 1.0, "two."))


def test_scripts_without_spaces_are_joined_without():
    words = [Word(0, 1, "今日は"), Word(1, 2.5, "晴れ。"), Word(2.5, 3, "はい")]

    assert [speech_of(group).text for group in groups_of(words)] == ["今日は晴れ。", "はい"]


def test_tidy_leaves_out_empty_words():
    assert list(tidy([Word(0, 1, " "), Word(1, 2, " a")], 0, 5)) == [Word(1, 2, " a")]


def test_tidy_lets_a_word_that_is_too_long_end_where_the_next_begins():
    told = [Word(0, 20, " a"), Word(1, 2, " b"), Word(0.5, 3, " c")]

    assert list(tidy(told, 0, 5)) == [Word(0, 1, " a"), Word(1, 1.01, " b"), Word(1.01, 3, " c")]


times = st.floats(-5, 60, allow_nan=False)


@given(st.lists(st.tuples(times, times)))
def test_tidy_words_and_their_speech_are_in_order(spans):
    low, high = 10.0, 40.0

    words = list(tidy((Word(start, end, " w") for start, end in spans), low, high))
    speech = [speech_of(group) for group in groups_of(words)]

    assert len(words) == len(spans)
    assert all(low <= word.start < word.end <= high for word in words)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(words))
    assert sum(len(spoken.words) for spoken in speech) == len(words)
    assert all(a.end <= b.start + 2 * BRIEFEST_WORD for a, b in pairwise(speech))
    assert all(len(spoken.words) == 1 or spoken.end - spoken.start <= LONGEST for spoken in speech)
    for spoken in speech:
        assert all(b.start - a.end <= LONGEST_SILENCE for a, b in pairwise(spoken.words))


paces = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9), st.sampled_from(["w", "w,", "w."])), min_size=1)


@given(paces)
def test_lines_end_at_sentences_or_breaths_and_are_long_enough(paced: list[tuple[int, int, str]]):
    words, at = [], 0.0
    for silence, length, text in paced:
        at = round(at + silence / 10, 3)
        words.append(Word(at, round(at + length / 10, 3), f" {text}"))
        at = words[-1].end

    groups = groups_of(words)

    assert [word for group in groups for word in group] == words
    for group, following in pairwise(groups):
        breath, length = following[0].start - group[-1].end, group[-1].end - group[0].start
        is_cut = following[-1].end - group[0].start > LONGEST
        assert breath > LONGEST_SILENCE or length >= SHORTEST
        assert breath >= 0.5 or ends_sentence(group[-1].text) or is_cut
