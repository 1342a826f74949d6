"""Where clips begin and end: segments.clips.limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from engines.forms.types import Form
from segments.clips.limits import (
    SHORTEST_SECONDS,
    Limits,
    borders,
    content_key,
    cuts,
    padded,
    require_inside,
    require_length,
    snapped,
)
from videos.models import Video

WORDS = [(1.0, 1.5), (1.5, 2.0), (3.0, 4.0)]

moments = st.integers(0, 200).map(lambda tenths: tenths / 10)
spans = st.tuples(moments, moments).filter(lambda span: span[0] < span[1])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((1.1, 3.9), (1.0, 4.0)),
        ((1.4, 3.1), (1.5, 3.0)),
        ((0.5, 2.5), (0.5, 2.5)),
        ((1.5, 2.0), (1.5, 2.0)),
        ((3.1, 3.4), (3.0, 4.0)),
        ((5.0, 6.0), (5.0, 6.0)),
    ],
)
def test_limits_inside_words_go_to_their_borders(asked: tuple[float, float], expected: tuple[float, float]) -> None:
    assert snapped(Limits(*asked), WORDS) == Limits(*expected)


@given(st.lists(spans, max_size=8))
def test_borders_are_where_words_end_and_none_is_cut(words: list[tuple[float, float]]) -> None:
    free = {moment for word in words for moment in word if not cuts(moment, words)}
    assert (set(borders(words)), sorted(borders(words))) == (free, borders(words))


@given(spans, st.lists(spans, max_size=8))
def test_snapped_limits_cut_no_word_and_keep_something(
    asked: tuple[float, float], words: list[tuple[float, float]]
) -> None:
    limits = snapped(Limits(*asked), words)
    assert not cuts(limits.start, words)
    assert not cuts(limits.end, words)
    assert limits.length > 0


@given(spans, st.lists(spans, max_size=8))
def test_snapping_again_changes_nothing(asked: tuple[float, float], words: list[tuple[float, float]]) -> None:
    once = snapped(Limits(*asked), words)
    assert snapped(once, words) == once


@given(spans, moments, st.integers(201, 300).map(lambda tenths: tenths / 10))
def test_padded_limits_hold_the_asked_ones_inside_the_media(
    asked: tuple[float, float], padding: float, duration: float
) -> None:
    limits = padded(Limits(*asked), padding, duration)
    assert 0 <= limits.start <= asked[0]
    assert asked[1] <= limits.end <= duration
    assert limits.length >= SHORTEST_SECONDS - 0.001


@given(spans, moments, st.lists(spans, max_size=8), st.integers(201, 300).map(lambda tenths: tenths / 10))
def test_padding_cuts_no_word_and_reaches_as_far_as_it_may(
    asked: tuple[float, float], padding: float, words: list[tuple[float, float]], duration: float
) -> None:
    inner = snapped(Limits(*asked), words)
    limits = padded(inner, padding, duration, words)
    assert max(0.0, inner.start - padding) - 0.001 <= limits.start <= inner.start
    assert inner.end <= limits.end <= inner.end + max(padding, SHORTEST_SECONDS) + 0.001
    if inner.length >= SHORTEST_SECONDS:
        assert not cuts(limits.start, words)
        assert not cuts(limits.end, words)


def test_padding_stops_before_a_word_it_would_cut() -> None:
    assert padded(Limits(2.0, 3.0), 0.7, 10.0, WORDS) == Limits(1.5, 3.0)
    assert padded(Limits(2.0, 3.0), 1.0, 10.0, WORDS) == Limits(1.0, 4.0)
    assert padded(Limits(2.2, 2.8), 0.5, 10.0, WORDS) == Limits(2.0, 3.0)
    assert padded(Limits(2.0, 3.0), 0.7, 10.0) == Limits(1.3, 3.7)


def test_very_short_line_at_the_end_grows_backwards() -> None:
    assert padded(Limits(9.95, 10.0), 0, 10.0) == Limits(9.8, 10.0)


def test_end_is_that_of_the_media_at_the_latest() -> None:
    assert require_inside(Limits(1, 99), 10) == Limits(1, 10)


def test_the_shortest_clip_may_begin_anywhere() -> None:
    assert require_inside(Limits(10.05, 10.25), 99) == Limits(10.05, 10.25)


@pytest.mark.parametrize(
    ("asked", "code"), [((10, 11), "clip_out_of_range"), ((1, 1.1), "clip_too_short"), ((1, 62), "clip_too_long")]
)
def test_limits_that_cannot_be_are_refused(asked: tuple[float, float], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_length(require_inside(Limits(*asked), 10 if code == "clip_out_of_range" else 100), 60)
    assert refused.value.code == code


def test_key_tells_pieces_and_purposes_apart() -> None:
    video = Video(media_path="video/a.mp4")
    other = Video(media_path="video/a.mp4")
    keys = {
        content_key(video, Limits(1, 2), purpose="play"),
        content_key(video, Limits(1, 2.001), purpose="play"),
        content_key(video, Limits(1, 2), purpose="file"),
        content_key(other, Limits(1, 2), purpose="play"),
    }
    assert len(keys) == 4
    forms = (Form("gif"), Form(crop="vertical"), Form(captions="soft"), Form(captions="burned"))
    keys |= {content_key(video, Limits(1, 2), purpose="file", form=form) for form in forms}
    assert len(keys) == 8
    said = {
        content_key(video, Limits(1, 2), purpose="file", form=Form(captions="soft"), speech=[[1, 2, text, []]])
        for text in ("a", "b")
    }
    assert len(said | keys) == 10
    assert content_key(video, Limits(1, 2.00001), purpose="play") in keys
