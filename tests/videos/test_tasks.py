"""The sweep and the tidying."""

import os
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from core import media
from tests.factories import make_request, make_video
from videos import dispatch, lifecycle, tasks
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest

pytestmark = pytest.mark.django_db

Step = ProcessingStep.Status


@pytest.fixture
def step(sent: list[Any]) -> ProcessingStep:
    """A step that is running."""
    make_request()
    dispatch.dispatch()
    started = ProcessingStep.objects.get(name="download")
    started.status, started.heartbeat_at = Step.RUNNING, timezone.now()
    started.save()
    return started


@pytest.fixture(autouse=True)
def steady_clock(settings: Any) -> None:
    """The sweep ran a moment ago."""
    cache.set("sweep", (time.time(), 0.0), timeout=None)


def let_heartbeat_stop(step: ProcessingStep) -> None:
    ProcessingStep.objects.filter(pk=step.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=2))


def test_sweep_starts_a_lost_step_again_under_a_new_attempt(step: ProcessingStep) -> None:
    let_heartbeat_stop(step)

    tasks.sweep()

    step.refresh_from_db()
    assert (step.status, step.attempt, step.failures) == (Step.WAITING, 2, 1)


def test_sweep_leaves_a_living_step_alone(step: ProcessingStep) -> None:
    tasks.sweep()

    step.refresh_from_db()
    assert (step.status, step.attempt) == (Step.RUNNING, 1)


def test_sweep_ignores_heartbeats_for_one_period_after_the_clock_jumped(step: ProcessingStep, settings: Any) -> None:
    let_heartbeat_stop(step)
    cache.set("sweep", (time.time() - 3600, 0.0), timeout=None)

    tasks.sweep()
    step.refresh_from_db()
    assert step.status == Step.RUNNING

    last, trusted_from = cache.get("sweep")
    assert settings.HEARTBEAT_LOST_SECONDS - 1 < trusted_from - last <= settings.HEARTBEAT_LOST_SECONDS
    cache.set("sweep", (last, last), timeout=None)
    tasks.sweep()
    step.refresh_from_db()
    assert step.status == Step.WAITING


def test_sweep_gives_up_on_a_step_that_keeps_losing_its_worker(step: ProcessingStep, settings: Any) -> None:
    ProcessingStep.objects.filter(pk=step.pk).update(failures=settings.STEP_RETRIES + 2)
    let_heartbeat_stop(step)

    tasks.sweep()

    assert ProcessingSession.objects.get().error_code == "worker_lost"
    assert VideoRequest.objects.get().status == VideoRequest.Status.FAILED


def test_sweep_sends_a_forgotten_step_again_under_the_same_attempt(
    step: ProcessingStep, sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    ProcessingStep.objects.update(status=Step.QUEUED, queued_at=timezone.now() - timedelta(minutes=2))
    sent.clear()

    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
        tasks.sweep()

    assert sent.count(("videos.tasks.run_step", step.pk, 1)) == 1


def test_tidy_removes_only_partial_files_of_attempts_that_ended(step: ProcessingStep) -> None:
    kept = media.content_path("video", f"a.{step.pk}-1.part.mp4")
    stale = media.content_path("video", f"a.{step.pk}-0.part.mp4")
    other = media.content_path("video", "a.mp4")
    for path in (kept, stale, other):
        path.write_bytes(b"x")

    tasks.tidy()

    assert [path.exists() for path in (kept, stale, other)] == [True, False, True]


def test_tidy_removes_old_uploads_that_nobody_adopted() -> None:
    adopted = media.content_path("incoming", "adopted.upload")
    forgotten = media.content_path("incoming", "forgotten.upload")
    fresh = media.content_path("incoming", "fresh.upload")
    make_video(source_path=media.relative(adopted), status=Video.Status.QUEUED)
    for path in (adopted, forgotten, fresh):
        path.write_bytes(b"x")
    for path in (adopted, forgotten):
        os.utime(path, (time.time() - 2 * 86400,) * 2)

    tasks.tidy()

    assert [path.exists() for path in (adopted, forgotten, fresh)] == [True, False, True]


def test_announce_queue_is_held_to_once_a_second(sent: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    cache.delete("queue.moved")
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.announce_queue()
        dispatch.announce_queue()
    assert sent == [("videos.tasks.push_queue",)]

    tasks.push_queue()
    with django_capture_on_commit_callbacks(execute=True):
        dispatch.announce_queue()
    assert len(sent) == 2


def test_a_worker_that_is_heard_of_again_keeps_its_step(step: ProcessingStep) -> None:
    let_heartbeat_stop(step)
    seen_silent = ProcessingStep.objects.select_related("session").get(pk=step.pk)
    ProcessingStep.objects.filter(pk=step.pk).update(heartbeat_at=timezone.now())

    lifecycle.lose(seen_silent)

    step.refresh_from_db()
    assert (step.status, step.attempt) == (Step.RUNNING, 1)
