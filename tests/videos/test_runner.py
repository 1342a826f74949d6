"""One attempt at a step, ending in every way."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from tests.factories import make_request
from tests.videos import fake_steps
from videos import dispatch, lifecycle, runner, services
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest
from videos.pipeline import StepRun, Superseded

Step = ProcessingStep.Status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def step(request: pytest.FixtureRequest, settings: Any, sent: list[Any]) -> ProcessingStep:
    """The queued first step of a claimed request, doing what the test's parameter says."""
    settings.VIDEO_PIPELINE = [f"tests.videos.fake_steps.{request.param}"]
    settings.SLOTS = {"download": 1, "transcribe": 0, "default": 1, "clips": 1}
    make_request()
    dispatch.dispatch()
    queued = ProcessingStep.objects.get()
    assert queued.status == Step.QUEUED
    return queued


@pytest.fixture(autouse=True)
def quiet_events() -> Iterator[None]:
    fake_steps.entered.clear()
    fake_steps.left.clear()
    yield
    runner.shutting_down.clear()


def in_thread(step: ProcessingStep) -> threading.Thread:
    """Run the step like a worker would, beside the test."""

    def work() -> None:
        try:
            runner.run_step(step.pk, step.attempt)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert fake_steps.entered.wait(20)
    return thread


@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_run_step_completes_the_session_with_its_last_step(step: ProcessingStep) -> None:
    runner.run_step(step.pk, 1)

    session, video, request = ProcessingSession.objects.get(), Video.objects.get(), VideoRequest.objects.get()
    assert (session.status, video.status, request.status) == ("completed", "ready", "completed")
    assert video.title == "seen by the step"
    assert video.processed_by == request.user
    assert request.completed_at is not None
    assert session.steps.get().progress == 1.0


@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_run_step_twice_runs_once(step: ProcessingStep) -> None:
    runner.run_step(step.pk, 1)
    Video.objects.update(title="not again")

    runner.run_step(step.pk, 1)

    assert Video.objects.get().title == "not again"


@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_run_step_ignores_an_attempt_that_is_over(step: ProcessingStep) -> None:
    ProcessingStep.objects.update(attempt=2)

    runner.run_step(step.pk, 1)

    step.refresh_from_db()
    assert (step.status, step.attempt) == (Step.QUEUED, 2)


@pytest.mark.parametrize("step", ["FailForGood"], indirect=True)
def test_run_step_fails_the_session_with_the_errors_code(step: ProcessingStep, settings: Any) -> None:
    runner.run_step(step.pk, 1)

    session, request = ProcessingSession.objects.get(), VideoRequest.objects.get()
    assert (session.status, session.error_code) == ("failed", "not_media")
    assert (request.status, request.error_code) == ("failed", "not_media")
    assert request.error_detail == "This is no video."
    assert Video.objects.get().status == Video.Status.FAILED
    assert list(settings.CONTENT_DIR.glob("*/*.part*")) == []


@pytest.mark.parametrize("step", ["Break"], indirect=True)
def test_run_step_survives_whatever_a_step_raises(step: ProcessingStep, caplog: pytest.LogCaptureFixture) -> None:
    runner.run_step(step.pk, 1)

    assert ProcessingSession.objects.get().error_code == "internal_error"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("step", ["FillDisk"], indirect=True)
def test_run_step_fails_with_the_code_of_a_refusal(step: ProcessingStep) -> None:
    runner.run_step(step.pk, 1)

    assert VideoRequest.objects.get().error_code == "disk_full"


@pytest.mark.parametrize("step", ["FailForNow"], indirect=True)
def test_run_step_backs_off_and_gives_up_in_the_end(step: ProcessingStep, settings: Any) -> None:
    pauses = []
    for attempt in range(1, settings.STEP_RETRIES + 1):
        runner.run_step(step.pk, attempt)
        step.refresh_from_db()
        assert (step.status, step.attempt, step.failures) == (Step.WAITING, attempt + 1, attempt)
        assert step.retry_at is not None
        pauses.append(step.retry_at - timezone.now())
        ProcessingStep.objects.update(status=Step.QUEUED)
    assert pauses == sorted(pauses)
    assert pauses[-1] > timedelta(seconds=60)

    runner.run_step(step.pk, settings.STEP_RETRIES + 1)

    assert ProcessingSession.objects.get().error_code == "engine_crashed"


@pytest.mark.parametrize("step", ["WaitForStop"], indirect=True)
def test_cancel_stops_a_running_step_and_leaves_no_file(step: ProcessingStep, settings: Any) -> None:
    thread = in_thread(step)
    assert len(list(settings.CONTENT_DIR.glob("*/*.part*"))) == 1

    services.cancel(VideoRequest.objects.get())

    thread.join(20)
    assert fake_steps.left.is_set()
    assert ProcessingSession.objects.get().status == "cancelled"
    assert VideoRequest.objects.get().status == "cancelled"
    assert ProcessingStep.objects.get().status == Step.CANCELLED
    assert list(settings.CONTENT_DIR.glob("*/*.part*")) == []


@pytest.mark.parametrize("step", ["WaitForStop"], indirect=True)
def test_deleting_the_video_stops_a_running_step(step: ProcessingStep) -> None:
    thread = in_thread(step)
    video = Video.objects.get()
    assert video.owner is not None

    services.delete_video(video.owner, video)

    thread.join(20)
    assert not thread.is_alive()
    assert fake_steps.left.is_set()


@pytest.mark.parametrize("step", ["WaitForStop"], indirect=True)
def test_shutting_down_puts_a_running_step_back_without_a_failure(step: ProcessingStep) -> None:
    thread = in_thread(step)

    runner.shutting_down.set()

    thread.join(20)
    step.refresh_from_db()
    assert (step.status, step.attempt, step.failures) == (Step.WAITING, 2, 0)
    assert ProcessingSession.objects.get().status == "running"


@pytest.mark.parametrize("step", ["WaitForStop"], indirect=True)
def test_heartbeat_writes_the_time_and_the_progress(step: ProcessingStep) -> None:
    run = lifecycle.begin(step.pk, 1)
    assert run is not None
    ProcessingStep.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    run.progress(0.25)
    run.progress(0.1)

    assert lifecycle.beat(run)

    step.refresh_from_db()
    assert step.progress == 0.25
    assert step.heartbeat_at is not None
    assert timezone.now() - step.heartbeat_at < timedelta(minutes=1)


@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_fenced_refuses_an_attempt_that_was_replaced(step: ProcessingStep) -> None:
    run = lifecycle.begin(step.pk, 1)
    assert run is not None
    lifecycle.lose(ProcessingStep.objects.select_related("session").get())

    with pytest.raises(Superseded), run.fenced():
        raise AssertionError("not reached")
    assert run.stop.is_set()
    assert not lifecycle.beat(run)
    with pytest.raises(Superseded):
        lifecycle.finish_step(run)
    assert ProcessingStep.objects.get().status == Step.WAITING


@pytest.mark.parametrize("step", ["OutliveDatabase"], indirect=True)
def test_run_step_writes_again_after_the_database_was_restarted(step: ProcessingStep) -> None:
    runner.run_step(step.pk, 1)

    assert Video.objects.get().title == "written after the restart"
    assert VideoRequest.objects.get().status == VideoRequest.Status.COMPLETED


@pytest.mark.parametrize("step", ["LoseDatabase"], indirect=True)
def test_run_step_whose_database_went_away_is_tried_again(step: ProcessingStep) -> None:
    runner.run_step(step.pk, 1)

    step.refresh_from_db()
    assert (step.status, step.attempt, step.failures) == (Step.WAITING, 2, 1)
    assert VideoRequest.objects.get().status == VideoRequest.Status.PROCESSING


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_run_step_records_its_end_once_the_database_is_back(
    step: ProcessingStep, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, away = lifecycle.finish_step, [error("away"), error("still away")]

    def finish_later(run: StepRun) -> None:
        if away:
            raise away.pop()
        finish(run)

    monkeypatch.setattr(lifecycle, "finish_step", finish_later)

    runner.run_step(step.pk, 1)

    assert away == []
    assert VideoRequest.objects.get().status == VideoRequest.Status.COMPLETED


@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_run_step_leaves_its_step_to_the_sweep_where_the_database_stays_away(
    step: ProcessingStep, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HEARTBEAT_LOST_SECONDS = 0.3

    def refuse(_run: StepRun) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(lifecycle, "finish_step", refuse)

    runner.run_step(step.pk, 1)

    assert ProcessingStep.objects.get().status == Step.RUNNING


@pytest.mark.parametrize("step", ["WaitForStop"], indirect=True)
def test_broken_heartbeat_ends_its_attempt(step: ProcessingStep, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_run: StepRun) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(lifecycle, "beat", fail)

    in_thread(step).join(20)

    assert fake_steps.left.is_set()
    assert ProcessingSession.objects.get().error_code == "internal_error"


@pytest.mark.parametrize("step", ["Succeed"], indirect=True)
def test_getting_further_forgets_earlier_failures(step: ProcessingStep) -> None:
    ProcessingStep.objects.update(failures=3, progress=0.4)
    run = lifecycle.begin(step.pk, 1)
    assert run is not None

    assert lifecycle.beat(run)
    assert ProcessingStep.objects.get().failures == 3

    run.progress(0.5)
    assert lifecycle.beat(run)
    assert ProcessingStep.objects.get().failures == 0
