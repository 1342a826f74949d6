"""Word times through edits: segments.editing.words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.letters import letters
from engines.types import Word
from segments.editing.words import Line, joined, moved, places, retold, split


def line(*said: tuple[float, float, str], end: float = 0.0, glue: str = " ") -> Line:
    words = tuple(Word(*word) for word in said)
    return Line(words[0].start, end or words[-1].end, glue.join(word.text for word in words), words)


QUICK = line((1.0, 1.2, "The"), (1.2, 1.8, "quick"), (2.0, 2.4, "brown"), (2.4, 3.0, "fox"))


def timed(told: Line) -> list[tuple[float, float, str]]:
    return [(word.start, word.end, word.text) for word in told.words]


class TestRetold:
    def test_word_in_place_of_another_takes_its_time_and_the_rest_stays(self) -> None:
        assert timed(retold(QUICK, "The quick brawn fox")) == [
            (1.0, 1.2, "The"),
            (1.2, 1.8, "quick"),
            (2.0, 2.4, "brawn"),
            (2.4, 3.0, "fox"),
        ]

    def test_case_and_punctuation_keep_the_time(self) -> None:
        assert timed(retold(QUICK, "the QUICK, brown fox."))[1:2] == [(1.2, 1.8, "QUICK,")]

    def test_words_put_in_share_the_gap_between_the_neighbours_that_stay(self) -> None:
        assert timed(retold(QUICK, "The quick ab cd brown fox"))[1:5] == [
            (1.2, 1.8, "quick"),
            (1.8, 1.9, "ab"),
            (1.9, 2.0, "cd"),
            (2.0, 2.4, "brown"),
        ]

    def test_words_put_in_where_nothing_is_free_share_the_time_of_the_one_before(self) -> None:
        told = timed(retold(QUICK, "The quick brown red fox"))
        assert told == [*timed(QUICK)[:2], (2.0, 2.25, "brown"), (2.25, 2.4, "red"), (2.4, 3.0, "fox")]

    def test_words_put_in_before_the_first_share_its_time(self) -> None:
        told = timed(retold(QUICK, "Now The quick brown fox"))
        assert told == [(1.0, 1.1, "Now"), (1.1, 1.2, "The"), *timed(QUICK)[1:]]

    def test_more_words_share_the_time_of_those_they_replace_by_their_letters(self) -> None:
        told = timed(retold(QUICK, "The quick brown silver wolf ran"))
        assert told[:3] == timed(QUICK)[:3]
        assert [text for *_, text in told[3:]] == ["silver", "wolf", "ran"]
        assert (told[3][0], told[5][1]) == (2.4, 3.0)
        assert told[3][1] - told[3][0] == pytest.approx(2 * (told[5][1] - told[5][0]), abs=0.002)

    def test_words_that_go_take_their_time_with_them(self) -> None:
        assert timed(retold(QUICK, "The fox")) == [(1.0, 1.2, "The"), (2.4, 3.0, "fox")]

    def test_script_without_spaces_keeps_the_times_of_what_stays(self) -> None:
        japanese = line((0.0, 1.5, "今日は"), (1.5, 3.0, "晴れ。"), glue="")
        assert timed(retold(japanese, "今日も晴れ。")) == [(0.0, 1.5, "今日も"), (1.5, 3.0, "晴れ。")]

    def test_korean_words_stay_whole(self) -> None:
        korean = line((0.0, 1.0, "안녕하세요"), (1.0, 2.0, "세상"))
        assert timed(retold(korean, "안녕하십니까 세상")) == [(0.0, 1.0, "안녕하십니까"), (1.0, 2.0, "세상")]

    def test_line_without_words_stays_without(self) -> None:
        assert retold(Line(0, 2, "one two"), "three") == Line(0, 2, "three")


class TestMoved:
    def test_moved_as_a_whole_it_takes_its_words_along(self) -> None:
        assert timed(moved(QUICK, 2.0, 4.0)) == [
            (2.0, 2.2, "The"),
            (2.2, 2.8, "quick"),
            (3.0, 3.4, "brown"),
            (3.4, 4.0, "fox"),
        ]

    def test_outer_words_go_with_the_borders_they_stood_at(self) -> None:
        told = timed(moved(QUICK, 0.7, 3.5))
        assert told == [(0.7, 1.2, "The"), *timed(QUICK)[1:3], (2.4, 3.5, "fox")]

    def test_words_without_room_are_squeezed_alike(self) -> None:
        told = moved(QUICK, 1.0, 2.0)
        assert timed(told) == [(1.0, 1.1, "The"), (1.1, 1.4, "quick"), (1.5, 1.7, "brown"), (1.7, 2.0, "fox")]


class TestSplitAndJoined:
    def test_split_at_a_word_and_joined_again_is_the_line(self) -> None:
        first, second = split(QUICK, QUICK.text.index("brown"))
        assert (first.start, first.end, first.text) == (1.0, 1.8, "The quick")
        assert (second.start, second.end, second.text) == (2.0, 3.0, "brown fox")
        assert joined([first, second]) == QUICK

    def test_line_without_words_is_split_by_its_letters(self) -> None:
        first, second = split(Line(0, 8, "ab cd efgh"), 6)
        assert (first, second) == (Line(0, 4, "ab cd"), Line(4, 8, "efgh"))

    def test_places_are_those_of_words(self) -> None:
        assert places(QUICK) == [0, 4, 10, 16]
        assert places(line((0, 1, "今日は"), (1, 2, "晴れ。"), glue="")) == [0, 3]
        assert places(Line(0, 1, "今日は ab")) == [0, 1, 2, 4]

    def test_joined_without_a_space_where_the_script_has_none(self) -> None:
        assert joined([Line(0, 1, "今日は"), Line(1, 2, "晴れ。")]).text == "今日は晴れ。"
        assert joined([Line(0, 1, "안녕"), Line(1, 2, "세상")]).text == "안녕 세상"

    def test_line_without_words_gets_some_beside_one_that_has_them(self) -> None:
        told = joined([line((0.0, 1.0, "one")), Line(1.0, 2.0, "two six")])
        assert timed(told) == [(0.0, 1.0, "one"), (1.0, 1.5, "two"), (1.5, 2.0, "six")]


texts = st.lists(st.sampled_from(["a", "bee", "Кит", "今日", "は", "e\u0301", "세상", "--", "🎉", "don't"]), min_size=1)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Any line, with words that do or do not make up its text, in order or overlapping."""
    said = draw(texts)
    start = draw(st.integers(0, 50)) / 10
    at, begin, words = start, start, []
    for text in said:
        begin = round(max(begin, at - draw(st.integers(0, 2)) / 10), 3)
        at = round(begin + draw(st.integers(0, 9)) / 10, 3)
        words.append(Word(begin, at, text))
    end = round(max(word.end for word in words) + draw(st.integers(0, 5)) / 10, 3)
    glue = draw(st.sampled_from([" ", ""]))
    timed = draw(st.sampled_from([tuple(words), (), tuple(words[:-1])]))
    return Line(start, end, glue.join(said), timed)


def require_order(told: Line) -> None:
    assert all(told.start <= word.start <= word.end <= told.end for word in told.words)
    assert all(a.start <= b.start for a, b in pairwise(told.words))


@given(lines(), texts.map(" ".join))
def test_told_words_lie_in_order_inside_their_line_and_say_its_text(old: Line, text: str) -> None:
    told = retold(old, text)
    require_order(told)
    if old.words:
        assert "".join(word.text for word in told.words) == "".join(text.split())
    assert (told.start, told.end, told.text) == (old.start, old.end, text)


@given(lines(), st.integers(0, 80), st.integers(1, 80))
def test_moved_words_lie_in_order_inside_the_new_times(old: Line, start: int, length: int) -> None:
    told = moved(old, start / 10, (start + length) / 10)
    assert all(told.start <= word.start <= word.end <= told.end for word in told.words)
    assert [word.text for word in told.words] == [word.text for word in old.words]


@given(lines(), st.data())
def test_halves_follow_each_other_and_lose_nothing(old: Line, data: st.DataObject) -> None:
    possible = places(old)
    assert possible[0] == 0
    if len(possible) == 1:
        return
    first, second = split(old, data.draw(st.sampled_from(possible[1:])))
    assert old.start == first.start <= first.end <= second.start <= second.end == old.end
    assert letters(first.text) + letters(second.text) == letters(old.text)
    assert [w.text for w in (*first.words, *second.words)] == [w.text for w in old.words]
    require_order(first)
    require_order(second)
