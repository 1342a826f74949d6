"""engines.forms.captions and script: what is shown when, and that no text is a command."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.forms.captions import ROWS, Cue, columns_of, cues_of, wrapped
from engines.forms.script import ass, columns_in, literal, webvtt
from engines.types import Speech, Word

texts = st.text(st.sampled_from("ab cdéЖщ日本語、。한글א😀 "), max_size=120)
moments = st.integers(0, 300).map(lambda tenths: tenths / 10)
lines = st.builds(lambda start, length, text: Speech(start, start + length, text), moments, moments, texts)


@given(texts, st.integers(4, 42))
def test_rows_are_narrow_and_lose_no_letter(text: str, columns: int):
    rows = wrapped(text, columns)

    assert "".join("".join(rows).split()) == "".join(text.split())
    assert all(columns_of(row) <= columns + 2 for row in rows)  # what clings may hang over
    assert all(row == row.strip() != "" for row in rows)


@given(st.lists(lines, max_size=6), moments, st.integers(1, 300))
def test_cues_follow_each_other_inside_the_clip(speech: list[Speech], zero: float, tenths: int):
    length = tenths / 10
    cues = cues_of(speech, zero, length, 20)

    assert all(0 <= cue.start < cue.end <= length for cue in cues)
    assert all(first.end <= second.start for first, second in pairwise(cues))


def test_wide_letters_take_two_columns_and_nothing_clings_to_a_new_row():
    assert wrapped("これは日本語です。はい", 10) == ["これは日本", "語です。は", "い"]
    assert wrapped("ああああああ。", 12) == ["あああああ", "あ。"]
    assert wrapped("안녕 세상", 6) == ["안녕", "세상"]


def test_a_word_longer_than_a_row_is_cut():
    assert wrapped("a bbbbbbbbbb c", 4) == ["a", "bbbb", "bbbb", "bb c"]


def test_long_lines_are_shown_piece_by_piece_when_their_words_are_spoken():
    words = tuple(Word(10.0 + second, 11.0 + second, "abcd") for second in range(6))
    line = Speech(10.0, 16.0, " ".join(["abcd"] * 6), words)

    cues = cues_of([line], 9.0, 20.0, 10)

    assert cues == [Cue(1.0, 5.0, ("abcd abcd", "abcd abcd")), Cue(5.0, 7.0, ("abcd abcd",))]
    assert len(cues[0].rows) == ROWS


def test_long_lines_without_words_are_shown_in_proportion():
    assert cues_of([Speech(0.0, 6.0, "abcd " * 6)], 0.0, 20.0, 10)[1] == Cue(4.0, 6.0, ("abcd abcd",))


def test_lines_that_overlap_end_early_and_those_that_begin_together_are_one():
    speech = [Speech(0, 4, "one"), Speech(2, 5, "two"), Speech(2, 3, "three")]

    assert cues_of(speech, 0.0, 9.0, 20) == [Cue(0, 2, ("one",)), Cue(2, 5, ("two", "three"))]


def test_direction_overrides_and_controls_are_no_text():
    assert wrapped("a\u202eb\u0007c\ufeff", 20) == ["ab c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(r"{\fs90}x", "\\{\\\u2060fs90\\}x"), (r"a\Nb", "a\\\u2060Nb"), ("{}", "\\{\\}"), ("a,b;c", "a,b;c")],
)
def test_no_text_is_a_command(text: str, expected: str):
    assert literal(text) == expected


def test_script_has_one_line_per_cue_in_the_size_of_the_picture():
    script = ass([Cue(0.5, 61.25, ("one", "two"))], (1280, 720))

    assert "PlayResX: 1280\nPlayResY: 720\n" in script
    assert script.splitlines()[-1] == r"Dialogue: 0,0:00:00.50,0:01:01.25,Caption,one\Ntwo"


def test_webvtt_is_escaped():
    assert webvtt([Cue(0.5, 61.25, ("<i>a</i> & {b}", "\\c"))]) == (
        "WEBVTT\n\n00:00:00.500 --> 00:01:01.250\n&lt;i&gt;a&lt;/i&gt; &amp; ｛b｝\n\\\u2060c\n"
    )


def test_rows_hold_what_people_read_at_once():
    assert (columns_in((1280, 720)), columns_in((404, 720)), columns_in((90, 160))) == (42, 20, 20)
