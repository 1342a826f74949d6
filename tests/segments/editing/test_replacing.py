"""Find and replace: shown before, then all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from segments.editing import replacing
from segments.editing.replacing import Wish
from segments.models import Edit, Segment
from tests.factories import make_user, make_video
from tests.segments.asking import code_of
from tests.segments.editing.asking import change, hits, replace, texts, undo
from tests.segments.editing.conftest import make_lines
from tests.segments.search.test_index import counted_anew, terms
from users.models import User
from videos.models import Video, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(owner: User) -> Video:
    video = make_video(owner=owner, visibility=Visibility.PUBLIC)
    make_lines(video, "The foxes and the Fox", "no such animal")
    return video


def test_preview_shows_before_and_after_and_writes_nothing(
    editor: APIClient, video: Video, other: Video, lines: list[Segment]
) -> None:
    body = replace(editor, video, other, find="fox", replace="wolf").json()

    assert (body["lines"], body["count"]) == (2, 3)
    assert body["results"][0] == {
        "segment_id": str(lines[0].pk),
        "video_id": str(video.pk),
        "version": 1,
        "start": 0.0,
        "before": "the quick brown fox",
        "after": "the quick brown wolf",
        "count": 1,
        "places": [[16, 19]],
    }
    assert body["results"][1]["after"] == "The wolfes and the wolf"
    assert body["results"][1]["places"] == [[4, 7], [18, 21]]
    assert (hits("wolf"), Edit.objects.count()) == (0, 0)


def test_places_are_counted_as_javascript_counts(owner: User, editor: APIClient) -> None:
    party = make_video(owner=owner)
    make_lines(party, "🎉 fox")
    (found,) = replace(editor, party, party, find="fox", replace="wolf").json()["results"]
    assert found["places"] == [[3, 6]]


def test_all_videos_are_changed_and_each_line_can_be_undone(
    editor: APIClient, video: Video, other: Video, lines: list[Segment]
) -> None:
    body = replace(editor, video, other, find="the", replace="a", whole_word=True, preview=False).json()

    assert [(found["after"], found["version"]) for found in body["results"] if found["video_id"] == str(video.pk)] == [
        ("a quick brown fox", 2),
        ("jumps over a lazy dog", 2),
    ]
    assert texts(other) == ["a foxes and a Fox", "no such animal"]
    assert (hits('"over a lazy"'), hits('"over the lazy"'), terms()) == (1, 0, counted_anew())
    assert undo(editor, lines[1].pk).status_code == 200
    assert texts(video)[:2] == ["a quick brown fox", "jumps over the lazy dog"]


def test_only_chosen_lines_as_they_were_shown(editor: APIClient, video: Video, lines: list[Segment]) -> None:
    chosen = [{"id": str(lines[1].pk), "version": 1}]
    answer = replace(editor, video, find="the", replace="a", preview=False, segments=chosen)
    assert (answer.json()["lines"], texts(video)[:2]) == (1, ["the quick brown fox", "jumps over a lazy dog"])


def test_chosen_line_that_was_changed_meanwhile_refuses_all(
    editor: APIClient, video: Video, lines: list[Segment]
) -> None:
    chosen = [{"id": str(line.pk), "version": 1} for line in lines[:2]]
    change(editor, lines[0], text="the slow brown fox")
    answer = replace(editor, video, find="the", replace="a", preview=False, segments=chosen)
    assert code_of(answer) == (409, "changed_meanwhile")
    assert texts(video)[:2] == ["the slow brown fox", "jumps over the lazy dog"]


def test_more_than_the_bound_is_refused_but_counted(
    monkeypatch: pytest.MonkeyPatch, editor: APIClient, video: Video
) -> None:
    monkeypatch.setattr(replacing, "MOST_LINES", 1)
    body = replace(editor, video, find="the", replace="a").json()
    assert (body["lines"], len(body["results"])) == (2, 1)
    answer = replace(editor, video, find="the", replace="a", preview=False)
    assert (code_of(answer), texts(video)[0]) == ((400, "too_many_changes"), "the quick brown fox")


def test_line_that_would_be_empty_refuses_all(editor: APIClient, video: Video, other: Video) -> None:
    answer = replace(editor, video, other, find="no such animal", replace="", preview=False)
    assert (code_of(answer), texts(other)[1]) == ((400, "line_left_empty"), "no such animal")


def test_one_video_of_somebody_else_refuses_all(editor: APIClient, video: Video) -> None:
    foreign = make_video(visibility=Visibility.PUBLIC)
    hidden = make_video(owner=make_user(), visibility=Visibility.PRIVATE)
    make_lines(foreign, "the end")
    for preview in (True, False):
        wish = {"find": "the", "replace": "a", "preview": preview}
        assert code_of(replace(editor, video, foreign, **wish)) == (403, "not_editor")
        assert code_of(replace(editor, video, hidden, **wish)) == (404, "not_found")
    assert (texts(video)[0], texts(foreign)) == ("the quick brown fox", ["the end"])


@pytest.mark.parametrize(
    ("wish", "text", "expected"),
    [
        ({"find": "cat"}, "Cat concatenate", "dog condogenate"),
        ({"find": "cat", "whole_word": True}, "Cat, concatenate cat's", "dog, concatenate dog's"),
        ({"find": "cat", "match_case": True}, "Cat cat", "Cat dog"),
        ({"find": "a.c"}, "abc a.c", "abc dog"),
        ({"find": "new york"}, "New  York", "dog"),
        ({"find": "東京", "whole_word": True}, "これは東京です", "これはdogです"),
        ({"find": "кит", "whole_word": True}, "Кит китобій", "dog китобій"),
        ({"find": "cafe\u0301"}, "café", "dog"),
    ],
)
def test_what_is_found(wish: dict[str, Any], text: str, expected: str) -> None:
    assert Wish(**wish, replace="dog").pattern().sub("dog", text) == expected


def test_replacement_is_plain_text(editor: APIClient, video: Video) -> None:
    replace(editor, video, find="fox", replace=r"\1 \g<0>", preview=False)
    assert texts(video)[0] == r"the quick brown \1 \g<0>"


@pytest.mark.parametrize(
    "wish",
    [
        {"find": "", "replace": "a"},
        {"find": "   ", "replace": "a"},
        {"find": "a"},
        {"find": "a", "replace": "x" * 201},
        {"find": "a", "replace": "\0"},
        {"find": "a", "replace": "b", "video_ids": []},
        {"find": "a", "replace": "b", "preview": "maybe"},
    ],
)
def test_odd_wishes_are_refused(editor: APIClient, video: Video, wish: dict[str, Any]) -> None:
    assert replace(editor, video, **wish).status_code == 400
