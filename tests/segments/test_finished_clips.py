"""Clips for clients that ask but once: `finished_clip` waits for the worker."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from core.errors import ApplicationError, NotFound
from segments import tasks
from segments.cache import has_file
from segments.models import Clip
from segments.services import ClipInWork, ClipWish, finished_clip
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 120.0


def wait_for(video: Video, patience: float = PATIENCE) -> Clip:
    """Ask in a thread, as the web process does."""
    wish = ClipWish(video_id=video.pk, start=2.52, end=4.0, purpose=Clip.Purpose.FILE)
    try:
        return finished_clip(AnonymousUser(), wish, patience=patience)
    finally:
        connection.close()


def sent_to_a_worker(sent: list[tuple[Any, ...]]) -> tuple[str, int]:
    """What a worker gets of the first clip sent: its id and attempt."""
    deadline = time.monotonic() + PATIENCE
    while not sent:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    name, clip_id, attempt = sent[0]
    assert name == "segments.tasks.cut_clip"
    return clip_id, attempt


def test_waits_until_a_worker_has_cut(video: Video, sent: list[Any], pushed: list[Any]) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait_for, video)
        tasks.cut_clip(*sent_to_a_worker(sent))
        clip = waiting.result(PATIENCE)

    assert clip.status == Clip.Status.READY
    assert has_file(clip)
    assert wait_for(video, patience=0).pk == clip.pk


def test_says_why_there_will_be_none(video: Video, sent: list[Any]) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait_for, video)
        clip_id, _ = sent_to_a_worker(sent)
        Clip.objects.filter(pk=clip_id).update(status=Clip.Status.FAILED, error_code="clip_failed")

        with pytest.raises(ApplicationError, match="clip_failed"):
            waiting.result(PATIENCE)


def test_clip_that_is_deleted_meanwhile(video: Video, sent: list[Any]) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait_for, video)
        clip_id, _ = sent_to_a_worker(sent)
        Clip.objects.filter(pk=clip_id).delete()

        with pytest.raises(NotFound):
            waiting.result(PATIENCE)


def test_clip_of_a_video_that_went_private_meanwhile(video: Video, sent: list[Any]) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(wait_for, video, 20)
        sent_to_a_worker(sent)
        Video.objects.update(visibility="private")

        with pytest.raises(NotFound):
            waiting.result(PATIENCE)


def test_patience_ends(video: Video, sent: list[Any]) -> None:
    with pytest.raises(ClipInWork):
        wait_for(video, patience=0.3)
