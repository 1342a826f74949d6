"""engines.transcribers.speech: words into passages."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engines.transcribers.speech import BRIEFEST_WORD, LONGEST, passages_of, tidy
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
    return [speech.text for speech in passages_of(said(*parts))]


def test_speech_ends_with_a_sentence():
    assert texts("One two three four. Five six") == ["One two three four.", "Five six"]


def test_short_sentences_stay_together():
    assert texts("Yes. No. Maybe so. Well then") == ["Yes. No. Maybe so.", "Well then"]


def test_speech_ends_at_a_breath():
    assert texts("one two three four", 0.6, "five six") == ["one two three four", "five six"]


def test_little_speech_ends_only_at_a_long_breath():
    assert texts("one", 0.6, "two", 3.0, "three") == ["one two", "three"]


def test_long_speech_is_cut_at_its_longest_breath():
    letters = "a b c d e f g h i j k l m n o p"
    assert texts(letters, 0.3, letters) == [letters, letters]


def test_speech_carries_its_words_and_span():
    (speech,) = passages_of(said("One two."))

    assert (speech.start, speech.end, speech.text) == (0.0, 1.0, "One two.")
    assert speech.words == (Word(0.0, 0.5, "One"), Word(0.5, 1.0, "two."))


def test_scripts_without_spaces_are_joined_without():
    words = [Word(0, 1, "今日は"), Word(1, 2.5, "晴れ。"), Word(2.5, 3, "はい")]

    assert [speech.text for speech in passages_of(words)] == ["今日は晴れ。", "はい"]


def test_tidy_leaves_out_empty_words():
    assert list(tidy([Word(0, 1, " "), Word(1, 2, " a")], 0, 5)) == [Word(1, 2, " a")]


times = st.floats(-5, 60, allow_nan=False)


@given(st.lists(st.tuples(times, times)))
def test_tidy_words_and_their_speech_are_in_order(spans):
    low, high = 10.0, 40.0

    words = list(tidy((Word(start, end, " w") for start, end in spans), low, high))
    speech = list(passages_of(words))

    assert len(words) == len(spans)
    assert all(low <= word.start < word.end <= high for word in words)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(words))
    assert sum(len(spoken.words) for spoken in speech) == len(words)
    assert all(a.end <= b.start + 2 * BRIEFEST_WORD for a, b in pairwise(speech))
    assert all(len(spoken.words) == 1 or spoken.end - spoken.start <= LONGEST for spoken in speech)
