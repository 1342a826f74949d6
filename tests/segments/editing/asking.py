"""Correcting over HTTP, and reading what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.test import APIClient

from segments.models import Segment
from segments.search import SearchQuery, search
from videos.models import Video

API = "/api/v1"


def change(client: APIClient, line: Segment, **wish: Any) -> Any:
    return client.patch(f"{API}/segments/{line.pk}", {"version": line.version, **wish}, format="json")


def split(client: APIClient, line: Segment, **wish: Any) -> Any:
    return client.post(f"{API}/segments/{line.pk}/split", {"version": line.version, **wish}, format="json")


def merge(client: APIClient, video: Video, *lines: Segment) -> Any:
    named = [{"id": str(line.pk), "version": line.version} for line in lines]
    return client.post(f"{API}/videos/{video.pk}/segments/merge", {"segments": named}, format="json")


def undo(client: APIClient, line_id: Any) -> Any:
    version = Segment.objects.get(pk=line_id).version
    return client.post(f"{API}/segments/{line_id}/undo", {"version": version}, format="json")


def replace(client: APIClient, *videos: Video, **wish: Any) -> Any:
    asked = {"video_ids": [str(video.pk) for video in videos], **wish}
    return client.post(f"{API}/segments/replace", asked, format="json")


def transcript(video: Video) -> list[tuple[int, float, float, str]]:
    """What readers see: (index, start, end, text)."""
    video.refresh_from_db()
    shown = Segment.objects.filter(video=video, generation=video.generation).order_by("index")
    assert video.segment_count == shown.count()
    return list(shown.values_list("index", "start", "end", "text"))


def texts(video: Video) -> list[str]:
    return [text for *_, text in transcript(video)]


def hits(text: str) -> int:
    return search(SearchQuery(text), AnonymousUser()).count
