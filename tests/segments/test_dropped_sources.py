"""A video whose source was dropped: it is read and searched, its clips stay, and nothing new is cut."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.test import APIClient

from core import media as content
from segments import services, tasks
from segments.models import Clip
from tests.factories import client_of, make_segments, make_user
from videos import retention
from videos.models import Video

pytestmark = pytest.mark.django_db


@pytest.fixture
def clip(video: Video, sent: list[Any], django_capture_on_commit_callbacks: Any) -> Clip:
    """The one clip of a video of which everything else that can be cut from is gone."""
    make_segments(video, (1.0, 3.0, "we speak of zanzibar today"))
    made, _ = services.request_clip(AnonymousUser(), services.ClipWish(video_id=video.pk, start=1, end=2))
    video.processed_at = timezone.now()
    video.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.drop_source(video)
    assert not content.absolute(video.media_path).exists()
    return made


def test_text_and_search_stay(client: APIClient, video: Video, clip: Clip) -> None:
    assert client.get("/api/v1/search?q=zanzibar").json()["count"] == 1
    assert len(client.get(f"/api/v1/videos/{video.pk}/segments").json()["results"]) == 1
    assert client.get(f"/api/v1/videos/{video.pk}/transcript?format=srt").status_code == 200


def test_finished_clip_stays_and_is_found_again(client: APIClient, video: Video, clip: Clip, settings: Any) -> None:
    settings.CLIP_CACHE_BYTES = 0
    tasks.evict_clips()

    again = client.post("/api/v1/clips", {"video_id": str(video.pk), "start": 1, "end": 2}, format="json")

    assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, str(clip.pk), "ready")
    assert client.get(again.json()["play_url"].partition("#")[0]).status_code == 200


def test_new_cuts_are_refused(client: APIClient, video: Video, clip: Clip) -> None:
    wish = {"video_id": str(video.pk), "start": 3, "end": 4}
    items = {"items": [{"video_id": str(video.pk), "start": 3, "end": 4}]}

    cut = client.post("/api/v1/clips", wish, format="json")
    joined = client_of(make_user()).post("/api/v1/supercuts", items, format="json")

    assert (cut.status_code, cut.json()["errors"][0]["code"]) == (409, "source_dropped")
    assert (joined.status_code, joined.json()["errors"][0]["code"]) == (409, "source_dropped")


def test_lost_clip_is_not_cut_again(client: APIClient, clip: Clip) -> None:
    content.absolute(clip.path).unlink()

    answer = client.get(f"/api/v1/clips/{clip.pk}")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "source_dropped")


def test_hits_of_it_are_passed_over_by_supercuts(clip: Clip) -> None:
    answer = client_of(make_user()).post("/api/v1/supercuts", {"q": "zanzibar"}, format="json")

    assert answer.status_code == 400


@pytest.mark.parametrize("status", ["working", "ready"])
def test_source_that_is_being_cut_is_not_dropped(video: Video, sent: list[Any], status: str) -> None:
    wish = services.ClipWish(video_id=video.pk, start=1, end=2, purpose=Clip.Purpose.FILE)
    services.request_clip(AnonymousUser(), wish)
    Clip.objects.update(status=status)

    assert retention.drop_source(video) is (status == "ready")
