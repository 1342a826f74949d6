"""Clips that were cut before a correction show it."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from core import media as content
from segments.models import Clip, Segment
from segments.tasks import cut_clip
from tests.factories import client_of, make_user
from tests.media import Media, media
from tests.segments.asking import ask, path_of
from tests.segments.conftest import make_playable
from tests.segments.editing.asking import change, undo
from tests.segments.editing.conftest import make_lines
from users.models import User
from videos.models import Video

__all__ = ["media"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def video(media: Media, owner: User) -> Video:
    video = make_playable(media, owner=owner)
    make_lines(video, "the quick brown fox", "jumps over")
    return video


@pytest.fixture
def asker() -> APIClient:
    return client_of(make_user())


def cut(sent: list[tuple[Any, ...]]) -> None:
    """Cut what was sent to be cut."""
    for _, clip_id, attempt in sent:
        cut_clip(clip_id, attempt)
    sent.clear()


@pytest.fixture
def captioned(asker: APIClient, video: Video, sent: list[Any]) -> dict[str, Any]:
    """A clip with soft captions of the first line, cut."""
    body = ask(asker, video_id=str(video.pk), start=0, end=2, captions="soft").json()
    cut(sent)
    return dict(asker.get(f"/api/v1/clips/{body['id']}").json())


def test_captions_in_a_cut_file_follow_at_once(
    editor: APIClient,
    asker: APIClient,
    lines: list[Segment],
    captioned: dict[str, Any],
    sent: list[Any],
) -> None:
    assert captioned["status"] == "ready"
    old = path_of(captioned["url"]).read_bytes()
    assert b"brown" in old

    change(editor, lines[0], text="the quick crimson fox")

    body = asker.get(f"/api/v1/clips/{captioned['id']}").json()
    assert (body["status"], body["text"]) == ("working", "the quick crimson fox")
    cut(sent)
    body = asker.get(f"/api/v1/clips/{captioned['id']}").json()
    new = path_of(body["url"]).read_bytes()
    assert (b"crimson" in new, b"brown" in new) == (True, False)


def test_who_asks_for_the_same_afterwards_gets_the_same_clip(
    editor: APIClient, asker: APIClient, video: Video, lines: list[Segment], captioned: dict[str, Any]
) -> None:
    change(editor, lines[0], text="the quick crimson fox")
    again = ask(asker, video_id=str(video.pk), start=0, end=2, captions="soft").json()
    assert (again["id"], Clip.objects.count()) == (captioned["id"], 1)


def test_two_clips_that_become_alike_stay_two(
    editor: APIClient, asker: APIClient, video: Video, lines: list[Segment], captioned: dict[str, Any]
) -> None:
    change(editor, lines[0], text="one two three four")
    key = Clip.objects.get().key
    Clip.objects.update(key="moved away")
    twin = ask(asker, video_id=str(video.pk), start=0, end=2, captions="soft").json()
    assert Clip.objects.get(pk=twin["id"]).key == key
    undo(editor, lines[0].pk)
    assert sorted(clip.speech[0][2] for clip in Clip.objects.all()) == ["the quick brown fox"] * 2
    assert Clip.objects.values("key").distinct().count() == 2


def test_clip_in_work_begins_anew(
    editor: APIClient,
    asker: APIClient,
    video: Video,
    lines: list[Segment],
    sent: list[Any],
) -> None:
    ask(asker, video_id=str(video.pk), start=0, end=2, captions="soft")
    ((_, clip_id, attempt),) = sent
    sent.clear()
    change(editor, lines[0], text="the quick crimson fox")
    assert sent == [("segments.tasks.cut_clip", clip_id, attempt + 1)]


def test_plain_clip_keeps_its_file_and_shows_the_new_text(
    editor: APIClient, asker: APIClient, lines: list[Segment]
) -> None:
    body = ask(asker, segment_id=str(lines[0].pk)).json()
    file = content.absolute(Clip.objects.get().path)
    change(editor, lines[0], text="the quick crimson fox")
    after = asker.get(f"/api/v1/clips/{body['id']}").json()
    assert (after["status"], after["text"], after["play_url"]) == ("ready", "the quick crimson fox", body["play_url"])
    assert file.is_file()


def test_clip_of_another_passage_is_left_alone(
    editor: APIClient, asker: APIClient, lines: list[Segment], captioned: dict[str, Any]
) -> None:
    change(editor, lines[1], text="leaps over")
    after = asker.get(f"/api/v1/clips/{captioned['id']}").json()
    assert (after["status"], after["url"]) == ("ready", captioned["url"])
