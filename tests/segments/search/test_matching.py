"""What matches, against looking through all lines; the index in batches, against one made at once."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.models import SearchWindow, Segment
from segments.search import SearchPage, SearchQuery, index_segments, search
from segments.search.matching import Said, smallest_runs
from tests.factories import make_segments, make_video
from users.models import User
from videos.models import Video

pytestmark = pytest.mark.django_db


def find(text: str, viewer: User | AnonymousUser | None = None, **options: Any) -> SearchPage:
    return search(SearchQuery(text, **options), viewer or AnonymousUser())


def found_texts(text: str, **options: Any) -> list[str]:
    return [hit.text for hit in find(text, **options).hits]


@pytest.fixture
def video() -> Video:
    return make_video(visibility="public", title="A talk", published_at=datetime(2024, 5, 17, 12, tzinfo=UTC))


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "the", "東京", "🎉", "", "don't"]), max_size=5), min_size=1, max_size=30
    ),
    st.data(),
)
@settings(max_examples=15, deadline=None)
def test_index_made_in_batches_equals_one_made_at_once(
    django_db_blocker: Any, lines: list[list[str]], data: st.DataObject
) -> None:
    video = make_video(visibility="public")
    texts = [(12.0 * n, 12.0 * n + 12, " ".join(words)) for n, words in enumerate(lines)]
    done = 0
    while done < len(texts):
        size = data.draw(st.integers(1, len(texts) - done))
        make_segments(video, *texts[done : done + size])
        done += size
    in_batches = index_of(video)
    Segment.objects.filter(video=video).update(vector=None)
    SearchWindow.objects.filter(video=video).delete()
    index_segments(video.pk, video.generation)
    assert in_batches == index_of(video)


def index_of(video: Video) -> tuple[list[Any], list[Any]]:
    lines = Segment.objects.filter(video=video).order_by("index").values_list("index", "vector")
    windows = SearchWindow.objects.filter(video=video).order_by("number").values_list("number", "vector")
    return list(lines), list(windows)


@given(
    lines=st.lists(
        st.tuples(st.lists(st.sampled_from(["cat", "dog", "bird", "東京"]), max_size=4), st.integers(1, 50)),
        min_size=1,
        max_size=12,
    ),
    query=st.sampled_from(["cat dog", "dog cat bird", "cat 東京", "cat dog -bird", "cat -dog"]),
)
@settings(max_examples=60, deadline=None)
def test_search_finds_what_looking_through_all_lines_finds(
    django_db_blocker: Any, lines: list[tuple[list[str], int]], query: str
) -> None:
    Video.objects.all().delete()
    starts = list(accumulate(gap for _, gap in lines))
    timed = [(float(s), s + 0.5, " ".join(words)) for s, (words, _) in zip(starts, lines, strict=True)]
    rows = make_segments(make_video(visibility="public"), *timed)
    words = [set(said) for said, _ in lines]
    wanted = {word for word in query.split() if word[0] != "-"}
    unwanted = {word[1:] for word in query.split() if word[0] == "-"}

    def holds(i: int, j: int) -> bool:
        return wanted <= set.union(*words[i : j + 1]) and starts[j] - starts[i] <= 60

    def spoilt(i: int, j: int) -> bool:
        near = (n for n, s in enumerate(starts) if starts[i] - 30 <= s <= starts[j] + 0.5 + 30)
        return any(words[n] & unwanted for n in near)

    every = [(i, j) for i in range(len(lines)) for j in range(i, len(lines)) if holds(i, j)]
    smallest = [(i, j) for i, j in every if not any((k, m) != (i, j) and i <= k <= m <= j for k, m in every)]
    expected = {tuple(row.pk for row in rows[i : j + 1]) for i, j in smallest if not spoilt(i, j)}
    found = find(query, page_size=100)
    assert {tuple(hit.segment_ids) for hit in found.hits} == expected
    assert found.count == len(expected)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 40)), max_size=12))
def test_smallest_runs_are_those_that_no_run_inside_them_matches(lines: list[tuple[bool, bool, int]]) -> None:
    start, said = 0.0, []
    for n, (first, second, gap) in enumerate(lines):
        start += gap
        said.append(Said(UUID(int=n), 1, n, start, start + 1, (first, second), False))

    def holds(i: int, j: int) -> bool:
        return all(any(line.terms[t] for line in said[i : j + 1]) for t in (0, 1))

    every = [(i, j) for i in range(len(said)) for j in range(i, len(said)) if holds(i, j)]
    smallest = [(i, j) for i, j in every if not any((k, m) != (i, j) and k >= i and m <= j for k, m in every)]
    together = [(i, j) for i, j in smallest if i < j and said[j].start - said[i].start <= 60]
    assert smallest_runs(said) == together
