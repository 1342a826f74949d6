"""Many lines corrected at once: as few queries as for some, and all that follows from them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from segments.models import Clip, Edit, Segment
from tests.factories import make_video
from tests.segments.asking import code_of
from tests.segments.editing.asking import API, change, replace, split, texts, transcript
from tests.segments.editing.conftest import TEXTS, make_lines
from tests.segments.search.test_index import counted_anew, terms
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


def talk(owner: User, count: int) -> Video:
    """So many lines, and as many clips that show none of them whole."""
    video = make_video(owner=owner, visibility=Visibility.PUBLIC, duration=400.0)
    lines = make_lines(video, *[f"the line number {n}" for n in range(count)])
    Clip.objects.bulk_create(
        Clip(video=video, key=str(line.pk), start=line.start + 1.6, end=line.start + 1.7) for line in lines
    )
    return video


def undo_all(editor: APIClient, named: list[dict[str, Any]]) -> Any:
    return editor.post(f"{API}/segments/undo", {"segments": named}, format="json")


def named(video: Video) -> list[dict[str, Any]]:
    return [{"id": str(line.pk), "version": line.version} for line in video.segments.order_by("index")]


def test_thirty_lines_ask_no_more_than_three(owner: User, editor: APIClient) -> None:
    queries: dict[int, tuple[int, int]] = {}
    for count in (3, 30):
        video = talk(owner, count)
        with CaptureQueriesContext(connection) as replacing:
            assert replace(editor, video, find="the", replace="a", preview=False).json()["lines"] == count
        with CaptureQueriesContext(connection) as undoing:
            assert len(undo_all(editor, named(video)).json()["results"]) == count
        queries[count] = len(replacing), len(undoing)
        assert texts(video) == [f"the line number {n}" for n in range(count)]
        assert Edit.objects.filter(video=video, undone_at=None).count() == 0

    assert queries[3] == queries[30]
    assert terms() == counted_anew()


def test_edits_of_all_kinds_are_undone_together(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[0], text="first", start=1)
    first, _ = split(editor, lines[1], word=2).json()["results"]

    answer = undo_all(editor, [named(video)[0], named(video)[2]])

    assert {line["id"] for line in answer.json()["results"]} == {str(lines[0].pk), first["id"]}
    assert texts(video) == list(TEXTS)
    assert terms() == counted_anew()


def test_lines_moved_one_into_the_other_are_undone_in_any_order(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    change(editor, lines[1], start=5, end=6)
    change(editor, lines[0], start=4.5, end=5)

    assert undo_all(editor, named(video)[1::-1]).status_code == 200

    assert [start for _, start, _, _ in transcript(video)] == [0.0, 4.0, 8.0]


def test_one_line_that_was_never_changed_refuses_all(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    change(editor, lines[0], text="first")

    assert code_of(undo_all(editor, named(video)[:2])) == (409, "nothing_to_undo")

    assert texts(video)[0] == "first"


def test_one_line_beside_which_another_was_moved_refuses_all(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    change(editor, lines[1], start=5, end=6)
    change(editor, lines[0], start=4.5, end=5)
    change(editor, lines[2], text="third")

    assert code_of(undo_all(editor, named(video)[1:])) == (409, "edited_since")

    assert texts(video)[2] == "third"
