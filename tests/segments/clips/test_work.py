"""Clips in work: what workers do, and what becomes of clips when workers die."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache as django_cache
from django.utils import timezone
from rest_framework.test import APIClient

from core import media as content
from core.errors import StorageFull
from engines.errors import ClipError, Stopped
from engines.probe import probe
from segments import tasks
from segments.clips import cutting, work
from segments.models import Clip
from tests.factories import client_of, make_user
from tests.media import frames
from tests.segments.asking import URL, ask, path_of
from users.models import User
from videos.models import Video

pytestmark = pytest.mark.django_db


def in_thread(clip_id: UUID) -> None:
    from django.db import connection

    try:
        tasks.cut_clip(str(clip_id), 1)
    finally:
        connection.close()


class TestFileClips:
    """Cut by a worker; the heartbeat is another connection's, so everything is committed."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def working(self, video: Video, asker: User, sent: list[Any]) -> Clip:
        answer = ask(client_of(asker), video_id=str(video.pk), start=2.52, end=4.0, purpose="file")
        assert answer.status_code == 202
        return Clip.objects.get(pk=answer.json()["id"])

    def test_worker_cuts_exactly_and_tells_those_who_wait(
        self, client: APIClient, working: Clip, asker: User, sent: list[Any], pushed: list[Any]
    ) -> None:
        other = make_user()
        ask(client_of(other), video_id=str(working.video_id), start=2.52, end=4.0, purpose="file")
        assert sent == [("segments.tasks.cut_clip", str(working.pk), 1)]

        tasks.cut_clip(*sent[0][1:])

        body = client.get(f"{URL}/{working.pk}").json()
        assert (body["status"], body["purpose"], body["pre_roll"], body["progress"]) == ("ready", "file", 0.0, 100)
        assert body["url"] == f"/content/segment/{working.pk}.mp4"
        assert body["play_url"].startswith(f"{body['url']}#t=0,1.")
        assert frames(path_of(body["url"]))[0].number == 63  # 2.52 s at 25 frames a second
        assert probe(path_of(body["url"])).duration == pytest.approx(1.48, abs=0.1)
        assert pushed == [(user.pk, {"type": "clip.ready", "clip": body}) for user in (asker, other)]

    @pytest.mark.parametrize("meanwhile", [False, True])
    def test_only_who_may_still_read_the_video_is_told(
        self, working: Clip, pushed: list[Any], monkeypatch: pytest.MonkeyPatch, meanwhile: bool
    ) -> None:
        """Its owner may have taken it out of public since, before a worker came to the clip or while one cut it."""
        owner, staff = working.video.owner, make_user(is_staff=True)
        assert owner is not None
        for waiting in (owner, staff):
            ask(client_of(waiting), video_id=str(working.video_id), start=2.52, end=4.0, purpose="file")
        original = work.cut

        def cut(clip: Clip, **kwargs: Any) -> Any:
            Video.objects.update(visibility="private")
            return original(clip, **kwargs)

        if meanwhile:
            monkeypatch.setattr(work, "cut", cut)
        else:
            Video.objects.update(visibility="private")

        tasks.cut_clip(str(working.pk), 1)

        assert {user for user, _ in pushed} == {owner.pk, staff.pk}
        url = f"/content/segment/{working.pk}.mp4?expires="
        assert [message["clip"]["url"].startswith(url) for _, message in pushed] == [True, True]

    def test_second_delivery_does_nothing(self, working: Clip, sent: list[Any], pushed: list[Any]) -> None:
        for _delivery in range(2):
            tasks.cut_clip(str(working.pk), 1)
        working.refresh_from_db()
        assert (working.status, working.attempt, len(pushed)) == (Clip.Status.READY, 1, 1)

    def test_delivery_of_an_older_attempt_does_nothing(self, working: Clip) -> None:
        Clip.objects.update(attempt=2)
        tasks.cut_clip(str(working.pk), 1)
        assert Clip.objects.get().status == Clip.Status.WORKING

    def test_two_workers_cut_once(self, working: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
        began: list[Any] = []
        original = work.cut

        def counted(clip: Clip, **kwargs: Any) -> Any:
            began.append(clip.pk)
            return original(clip, **kwargs)

        monkeypatch.setattr(work, "cut", counted)
        workers = [threading.Thread(target=in_thread, args=(working.pk,)) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert began == [working.pk]
        assert Clip.objects.get().status == Clip.Status.READY

    def test_deleted_in_work_it_stops_and_leaves_nothing(
        self, working: Clip, asker: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stopped = threading.Event()

        def endless(*_args: Any, stop: threading.Event, **_kwargs: Any) -> Any:
            assert client_of(asker).delete(f"{URL}/{working.pk}").status_code == 204
            assert stop.wait(20)
            stopped.set()
            raise Stopped

        monkeypatch.setattr(cutting.in_child, "file_cut", endless)
        tasks.cut_clip(str(working.pk), 1)
        assert stopped.is_set()
        assert not Clip.objects.exists()

    def test_late_worker_leaves_no_file(self, working: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
        original = work.finish

        def late(clip: Clip, made: cutting.Cut) -> None:
            Clip.objects.update(attempt=2, heartbeat_at=None)
            original(clip, made)

        monkeypatch.setattr(work, "finish", late)
        tasks.cut_clip(str(working.pk), 1)
        clip = Clip.objects.get()
        assert (clip.status, clip.attempt, clip.path) == (Clip.Status.WORKING, 2, "")
        assert list(content.content_path("segment", "x.x").parent.iterdir()) == []

    def test_error_worth_another_try_is_tried_three_times(
        self, working: Clip, sent: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_args: Any, **_kwargs: Any) -> Any:
            raise ClipError("clip_failed", "No.", retryable=True)

        monkeypatch.setattr(cutting.in_child, "file_cut", failing)
        for attempt in (1, 2, 3):
            assert sent[-1] == ("segments.tasks.cut_clip", str(working.pk), attempt)
            tasks.cut_clip(str(working.pk), attempt)
        working.refresh_from_db()
        assert (working.status, working.error_code, len(sent)) == (Clip.Status.FAILED, "clip_failed", 3)

    def test_anything_else_that_breaks_fails_the_clip(
        self, working: Clip, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(cutting.in_child, "file_cut", lambda *_args, **_kwargs: 1 / 0)
        tasks.cut_clip(str(working.pk), 1)
        working.refresh_from_db()
        assert (working.status, working.error_code) == (Clip.Status.FAILED, "internal_error")
        assert "ZeroDivisionError" in caplog.text

    def test_disk_that_filled_meanwhile_fails_the_clip(self, working: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_args: Any) -> None:
            raise StorageFull

        monkeypatch.setattr(cutting.media, "require_free_space", full)
        tasks.cut_clip(str(working.pk), 1)
        working.refresh_from_db()
        assert (working.status, working.error_code) == (Clip.Status.FAILED, "disk_full")


class TestSweep:
    @pytest.fixture(autouse=True)
    def steady_clock(self) -> None:
        django_cache.set("sweep", (time.time(), 0.0), timeout=None)

    @pytest.fixture
    def working(self, video: Video) -> Clip:
        return Clip.objects.create(video=video, key="k", start=1, end=2, purpose=Clip.Purpose.FILE)

    def since(self, seconds: float) -> Any:
        return timezone.now() - timedelta(seconds=seconds)

    def test_lost_clip_is_sent_again_and_fails_after_three_tries(
        self, working: Clip, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        for _loss in range(3):
            Clip.objects.update(heartbeat_at=self.since(300))
            with django_capture_on_commit_callbacks(execute=True):
                tasks.sweep_clips()
        working.refresh_from_db()
        assert sent == [("segments.tasks.cut_clip", str(working.pk), attempt) for attempt in (2, 3)]
        assert (working.status, working.error_code) == (Clip.Status.FAILED, "worker_lost")

    def test_living_and_fresh_clips_are_left_alone(
        self, working: Clip, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep_clips()
            Clip.objects.update(heartbeat_at=timezone.now())
            tasks.sweep_clips()
        assert (sent, Clip.objects.get().attempt) == ([], 1)

    def test_forgotten_clip_is_sent_again_under_the_same_attempt_once_a_minute(
        self, working: Clip, sent: list[Any], django_capture_on_commit_callbacks: Any
    ) -> None:
        Clip.objects.update(queued_at=self.since(300))
        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep_clips()
            tasks.sweep_clips()
        assert sent == [("segments.tasks.cut_clip", str(working.pk), 1)]

    def test_nothing_counts_as_lost_just_after_the_clock_jumped(self, working: Clip, sent: list[Any]) -> None:
        django_cache.set("sweep", (time.time() - 3600, 0.0), timeout=None)
        Clip.objects.update(heartbeat_at=self.since(300))
        tasks.sweep_clips()
        assert Clip.objects.get().attempt == 1
