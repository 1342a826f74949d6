"""The cache of clip files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.test import APIClient

from core import media as content
from segments import cache, services, tasks
from segments.models import Clip
from tests.segments.asking import URL, ask
from videos import orphans
from videos.models import Video

pytestmark = pytest.mark.django_db


class TestCache:
    def make(self, video: Video, start: float) -> Clip:
        wish = services.ClipWish(video_id=video.pk, start=start, end=start + 1)
        return services.request_clip(AnonymousUser(), wish)[0]

    def test_least_recently_used_goes_first_until_the_rest_fits(self, video: Video, settings: Any) -> None:
        clips = [self.make(video, start) for start in (1, 2, 3)]
        for age, clip in zip((10, 30, 20), clips, strict=True):
            Clip.objects.filter(pk=clip.pk).update(last_used_at=timezone.now() - timedelta(hours=age))
        settings.CLIP_CACHE_BYTES = clips[0].size_bytes + clips[2].size_bytes
        tasks.evict_clips()
        kept = {clip.pk for clip in Clip.objects.exclude(path="")}
        assert kept == {clips[0].pk, clips[2].pk}
        assert [content.absolute(clip.path).exists() for clip in clips] == [True, False, True]

    def test_within_the_budget_nothing_goes(self, video: Video) -> None:
        clip = self.make(video, 1)
        tasks.evict_clips()
        assert content.absolute(clip.path).exists()

    def test_clip_whose_source_is_gone_is_never_evicted(self, video: Video, settings: Any) -> None:
        clip = self.make(video, 1)
        content.absolute(video.media_path).unlink()
        settings.CLIP_CACHE_BYTES = 0
        tasks.evict_clips()
        assert content.absolute(clip.path).exists()

    @pytest.mark.parametrize("by", ["row", "file", "post"])
    def test_evicted_play_clip_is_cut_again_when_asked_for(
        self, client: APIClient, video: Video, settings: Any, by: str
    ) -> None:
        clip = self.make(video, 1)
        settings.CLIP_CACHE_BYTES = 0
        tasks.evict_clips()
        wish = {"video_id": str(video.pk), "start": 1, "end": 2}
        asked = {
            "row": lambda: client.get(f"{URL}/{clip.pk}"),
            "file": lambda: client.get(f"/content/{clip.path}"),
            "post": lambda: ask(client, **wish),
        }
        assert asked[by]().status_code == 200
        assert content.absolute(clip.path).is_file()

    def test_evicted_file_clip_goes_back_to_work(
        self, client: APIClient, video: Video, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        clip = Clip.objects.create(
            video=video, key="k", start=1, end=2, purpose="file", status="ready", path="", size_bytes=0
        )
        with django_capture_on_commit_callbacks(execute=True):
            body = client.get(f"{URL}/{clip.pk}")
        assert (body.json()["status"], body.json()["url"], "Retry-After" in body) == ("working", None, True)
        assert sent == [("segments.tasks.cut_clip", str(clip.pk), 2)]

    def test_file_that_somebody_removed_is_cut_again(self, client: APIClient, video: Video) -> None:
        clip = self.make(video, 1)
        content.absolute(clip.path).unlink()
        assert client.get(f"/content/{clip.path}").status_code == 200
        assert content.absolute(clip.path).is_file()

    def test_use_is_noted_at_most_once_a_minute(self, client: APIClient, video: Video) -> None:
        clip = self.make(video, 1)
        old = timezone.now() - timedelta(hours=1)
        Clip.objects.update(last_used_at=old)
        client.get(f"{URL}/{clip.pk}")
        noted = Clip.objects.get().last_used_at
        client.get(f"{URL}/{clip.pk}")
        assert noted > old
        assert Clip.objects.get().last_used_at == noted

    def test_files_that_no_clip_knows_are_removed_when_old(self, video: Video, monkeypatch: pytest.MonkeyPatch) -> None:
        clip = self.make(video, 1)
        stray = content.content_path("segment", "stray.mp4")
        stray.touch()
        orphans.remove()
        assert stray.exists()
        monkeypatch.setattr(cache, "ORPHAN_SECONDS", -1)
        assert [(one.path, one.size_bytes) for one in orphans.find()] == [("segment/stray.mp4", 0)]
        orphans.remove()
        assert (stray.exists(), content.absolute(clip.path).exists()) == (False, True)
