"""engines.letters: when parts of a line are spoken."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engines.letters import is_unspaced, letters, spans, spread
from engines.types import Word


def test_parts_are_spoken_when_their_words_are():
    words = (Word(1.0, 1.4, "one"), Word(2.0, 2.2, "two"))

    assert spans(["one", "two"], words, 0.5, 3.0) == [(1.0, 1.4), (2.0, 2.2)]
    assert spans(["one two"], words, 0.5, 3.0) == [(1.0, 2.2)]


def test_word_in_two_parts_is_shared_by_letters():
    assert spans(["日本", "語は"], (Word(0, 3, "日本語"), Word(3, 4, "は")), 0, 4) == [(0, 2), (2, 4)]


def test_words_that_say_something_else_do_not_count():
    assert spans(["ab", "cd"], (Word(0, 1, "abc"),), 0, 4) == [(0, 2), (2, 4)]


def test_time_is_shared_by_letters():
    assert spread(["a", "", "bcd"], 2, 4) == [(2, 2.5), (2.5, 2.5), (2.5, 4)]
    assert spread(["a"], 3, 2) == [(3, 3)]


def test_scripts_without_spaces():
    assert [letter for letter in "aж日あア한、！" if is_unspaced(letter)] == ["日", "あ", "ア", "、", "！"]
    assert letters(" a b\u3000日 ") == 3


times = st.floats(-5, 50, allow_nan=False)
parts = st.lists(st.text("ab 日", max_size=5), max_size=8)


@given(parts, st.lists(st.builds(Word, times, times, st.text("ab日", max_size=4))), times, st.floats(0, 20))
def test_spans_are_in_order_inside_the_line_whatever_the_words(texts, words, start, length):
    start, end = round(start, 3), round(start + length, 3)

    found = spans(texts, words, start, end)

    assert len(found) == len(texts)
    assert all(start <= begin <= stop <= end for begin, stop in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
