"""Five hundred people who ask at once for fifty clips: each is cut once, and everybody gets theirs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.askers import ASKERS, CLIPS, WITHOUT_THROTTLES, cuts, gathered, storm, wishes
from tests.e2e.conftest import Stack, running
from tests.e2e.person import Person
from tests.media import Media, media

__all__ = ["media"]

pytestmark = [pytest.mark.rest, pytest.mark.xdist_group("stacks"), pytest.mark.timeout(1500)]

turns = itertools.count()
"""So that a test which is run again asks for other clips."""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, media: Media) -> Iterator[tuple[Stack, list[Person], str]]:
    with running(tmp_path_factory.mktemp("askers"), **WITHOUT_THROTTLES) as stack:
        yield stack, *gathered(stack, media.video)


def files_of(stack: Stack) -> list[Path]:
    return sorted((stack.content / "segment").iterdir())


@pytest.mark.parametrize("purpose", ["play", "file"])
def test_each_clip_is_cut_once_for_all(crowd: tuple[Stack, list[Person], str], purpose: str) -> None:
    stack, people, video_id = crowd
    before = {clip for clip, _attempt, _size in cuts(stack)}
    asked = wishes(video_id, purpose, shift=0.01 * next(turns))

    got = storm(people, asked)

    assert len(got) == ASKERS
    assert {code for one in got for code in one.codes} <= {200, 201, 202, 503}
    made = {clip: (attempt, size) for clip, attempt, size in cuts(stack) if clip not in before}
    assert len(made) == CLIPS
    assert {attempt for attempt, _size in made.values()} == {1}
    assert [one.size for one in got] == [made[one.clip][1] for one in got]
    assert [one.clip for one in got] == [got[number % CLIPS].clip for number in range(ASKERS)]
    assert len(files_of(stack)) == len(before) + CLIPS
