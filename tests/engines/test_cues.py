"""engines.cues: captions that can be read in time."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engines.captions.markup import WORD_JOINER
from engines.cues import (
    BRIEFEST,
    COLUMNS,
    COLUMNS_PER_SECOND,
    LONGEST,
    SHORTEST,
    WIDE_COLUMNS,
    cues_of,
)
from engines.forms.captions import ROWS, Cue, columns_of
from engines.types import Speech, Word


def said(start: float, text: str, pace: float = 0.4, glue: str = " ") -> Speech:
    """Words that follow each other, each `pace` seconds long."""
    texts = text.split()
    words = tuple(Word(start + n * pace, start + (n + 1) * pace, word) for n, word in enumerate(texts))
    return Speech(start, words[-1].end, glue.join(texts), words)


def rows(speech: Speech) -> list[tuple[str, ...]]:
    return [cue.rows for cue in cues_of([speech])]


def test_short_line_is_one_row():
    assert list(cues_of([said(1, "Hello there.", 0.5)], 60)) == [Cue(1, 2, ("Hello there.",))]


def test_longer_line_is_two_rows_of_about_the_same_width():
    assert rows(said(0, "The quick brown fox jumps over the lazy dog and sleeps until noon.", 0.3)) == [
        ("The quick brown fox jumps over the", "lazy dog and sleeps until noon.")
    ]


def test_long_line_is_cut_at_a_sentence_rather_than_where_it_is_full():
    text = "We begin with the oldest question of all. Nobody in this room has ever answered it to my satisfaction."
    first, second = cues_of([said(0, text, 0.3)])
    assert " ".join(first.rows) == "We begin with the oldest question of all."
    assert (second.start, second.rows[0][:6]) == (2.4, "Nobody")


def test_slow_speech_is_cut_so_that_no_cue_stays_longer_than_seven_seconds():
    cues = list(cues_of([said(0, "one two three four five six seven", 2.0)]))
    assert [cue.rows for cue in cues] == [("one two three",), ("four five",), ("six seven",)]
    assert all(cue.end - cue.start <= LONGEST for cue in cues)


def test_cue_stays_until_it_can_be_read_but_not_into_the_next():
    hasty = Speech(0, 0.2, "Just some words in no time.")
    alone, *_ = cues_of([hasty, Speech(10, 11, "Then")])
    pressed, *_ = cues_of([hasty, Speech(0.9, 2, "Then")])
    brief, *_ = cues_of([Speech(0, 0.1, "Yes."), Speech(10, 11, "Then")])
    assert alone.end == round(27 / COLUMNS_PER_SECOND, 3)
    assert pressed.end == 0.9
    assert brief.end == round(SHORTEST, 3)


def test_last_cue_ends_with_the_video():
    assert [cue.end for cue in cues_of([Speech(59.5, 59.9, "Bye.")], 60)] == [60]


def test_rows_of_chinese_and_japanese_hold_sixteen_letters():
    (shown,) = rows(said(0, "これは とても 長い 日本語の 文章です。 よく 読んで ください。", 0.4, glue=""))
    assert len(shown) == 2
    assert all(columns_of(row) <= WIDE_COLUMNS for row in shown)


def test_korean_is_broken_at_its_spaces():
    text = "안녕하세요 여러분 오늘은 날씨가 아주 좋습니다 그래서 산책을 갑니다"
    assert " ".join(row for cue in rows(said(0, text)) for row in cue) == text


def test_row_in_which_a_word_goes_on_begins_with_a_word_joiner():
    assert rows(Speech(0, 5, f"See {'a' * 100} there")) == [
        ("See", "a" * 42),
        (WORD_JOINER + "a" * 42, f"{WORD_JOINER}{'a' * 16} there"),
    ]
    assert rows(Speech(0, 5, "東" * 8 + "🎉" * 10)) == [("東" * 8 + "🎉", f"{WORD_JOINER}{'🎉' * 9}")]


words = st.lists(st.text("abЖщ日本語、。.한글א😀", min_size=1, max_size=50), min_size=1, max_size=40)


@st.composite
def speeches(draw: st.DrawFn) -> list[Speech]:
    """Lines in time order that do not overlap, with or without the times of their words."""
    lines, at = [], 0.0
    for _ in range(draw(st.integers(1, 4))):
        start = at = round(at + draw(st.integers(0, 80)) / 10, 3)
        spoken = []
        for text in draw(words):
            stop = round(at + draw(st.integers(0, 30)) / 10, 3)
            spoken.append(Word(at, stop, text))
            at = stop
        glue = draw(st.sampled_from([" ", ""]))
        text = glue.join(word.text for word in spoken)
        lines.append(Speech(start, at, text, tuple(spoken) if draw(st.booleans()) else ()))
    return lines


@given(speeches())
def test_cues_keep_the_rules_and_lose_nothing(lines: list[Speech]):
    cues = list(cues_of(lines, lines[-1].end + 1))

    shown = "".join(row for cue in cues for row in cue.rows)
    assert "".join(shown.replace(WORD_JOINER, "").split()) == "".join("".join(line.text for line in lines).split())
    assert all(1 <= len(cue.rows) <= ROWS for cue in cues)
    assert all(columns_of(row) <= COLUMNS + 2 for cue in cues for row in cue.rows)  # what clings may hang over
    assert all(0 < cue.end - cue.start <= LONGEST + BRIEFEST for cue in cues)
    assert all(a.start <= b.start for a, b in pairwise(cues))
    assert all(a.end <= b.start or b.start <= a.start + BRIEFEST for a, b in pairwise(cues))


@given(speeches())
def test_cues_stay_as_long_as_it_takes_to_read_them_where_there_is_time(lines: list[Speech]):
    cues = list(cues_of(lines))

    for cue, following in pairwise(cues):
        needed = max(SHORTEST, sum(map(columns_of, cue.rows)) / COLUMNS_PER_SECOND)
        room = min(LONGEST, following.start - cue.start)
        assert cue.end - cue.start >= min(needed, room) - 0.002
