"""How sessions, steps and requests change state. Everything here locks the video's row first, so nothing deadlocks.

A worker's change carries (step, attempt) and counts only while that attempt is current.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, PositiveSmallIntegerField, QuerySet, Value, When
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from core import jobs
from engines.errors import EngineError
from videos import early_sound, events
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest
from videos.pipeline import StepRun

log = logging.getLogger(__name__)

Step = ProcessingStep.Status
Session = ProcessingSession.Status
Request = VideoRequest.Status

FURTHER = 0.01  # of the whole step
UNTOLD = {"note": "", "error_code": "", "error_detail": ""}
"""What a step that begins again has to say of how it ended."""


def lock_video(video_id: UUID) -> Video | None:
    """The video, locked until the transaction ends; None where it is gone."""
    return Video.objects.select_for_update().filter(pk=video_id).first()


def attempt_of(step_id: int, attempt: int, *statuses: str) -> QuerySet[ProcessingStep]:
    """The step, if that attempt is current and in one of the states: what every conditional update starts from."""
    return ProcessingStep.objects.filter(pk=step_id, attempt=attempt, status__in=statuses)


def begin(step_id: int, attempt: int) -> StepRun | None:
    """Take a queued step for this worker. None where somebody else has it or it is over."""
    with transaction.atomic():
        taken = attempt_of(step_id, attempt, Step.QUEUED).update(
            status=Step.RUNNING, started_at=Now(), heartbeat_at=Now(), retry_at=None, activity="", **UNTOLD
        )
        if not taken:
            return None
        step = ProcessingStep.objects.select_related("session__video").get(pk=step_id)
        events.session_progress(step.session_id)
    return StepRun(step.session.video, step.session, step_id, attempt, fraction=step.progress)


def beat(run: StepRun) -> bool:
    """Note that the worker lives and how far it is; False where the attempt is over.

    A step that got further than ever before has left behind what made it fail.
    """
    got_further = When(progress__lt=run.fraction - FURTHER, then=Value(0))
    return bool(
        attempt_of(run.step_id, run.attempt, Step.RUNNING).update(
            heartbeat_at=Now(),
            progress=Greatest(F("progress"), run.fraction),
            activity=run.activity,
            activity_progress=run.activity_fraction,
            failures=Case(got_further, default=F("failures"), output_field=PositiveSmallIntegerField()),
        )
    )


def finish_step(run: StepRun) -> None:
    """The step is done; so is the video, where it was the last one that is needed, and the session, where it was the
    last of all. Raises Superseded where the attempt is over."""
    with run.fenced() as video:
        step = ProcessingStep.objects.select_related("session").get(pk=run.step_id)
        ProcessingStep.objects.filter(pk=step.pk).update(
            status=Step.DONE, progress=1.0, failures=0, ended_at=Now(), heartbeat_at=Now(), note=run.note
        )
        if not (step.is_optional or is_wanting(step.session)):
            complete_video(video, step.session)
        end_if_over(step.session)
        events.session_progress(run.session.pk)
        jobs.send("videos.tasks.dispatch")


def is_wanting(session: ProcessingSession) -> bool:
    """Whether steps that its video needs are still to be done."""
    return session.steps.filter(is_optional=False).exclude(status=Step.DONE).exists()


def end_if_over(session: ProcessingSession) -> None:
    """A run whose video is ready ends with the last of its optional steps, however that ended."""
    if not (is_wanting(session) or session.steps.filter(status__in=ProcessingStep.LIVE).exists()):
        ProcessingSession.objects.filter(pk=session.pk).update(
            status=Session.COMPLETED, ended_at=Now(), error_code="", error_detail=""
        )


def complete_video(video: Video, session: ProcessingSession) -> None:
    """Everything that is needed is done: the video is ready and every request for it completed."""
    now = timezone.now()
    video.status = Video.Status.READY
    video.processed_at = now
    video.processed_by = session.started_by
    early_sound.forget(video)
    video.save(update_fields=["status", "processed_at", "processed_by", "sound_path"])
    end_requests(video, Request.COMPLETED)


def fail_step(run: StepRun, error: EngineError) -> None:
    """The step failed: try again later where that may help, else the session fails with the error's code."""
    with run.fenced() as video:
        step = ProcessingStep.objects.select_related("session").get(pk=run.step_id)
        if error.retryable and step.failures < settings.STEP_RETRIES:
            wait = timedelta(seconds=settings.STEP_RETRY_SECONDS * 4**step.failures)
            put_back(step, failures=step.failures + 1, retry_after=wait)
        else:
            give_up(video, step, error.code, error.detail)
        events.session_progress(run.session.pk)
        jobs.send("videos.tasks.dispatch")


def give_up(video: Video, step: ProcessingStep, code: str, detail: str) -> None:
    """A step failed for good, and its session with it, unless the video is whole without that step."""
    ProcessingStep.objects.filter(pk=step.pk).update(
        status=Step.FAILED, ended_at=Now(), error_code=code, error_detail=detail
    )
    if step.is_optional:
        end_if_over(step.session)
    else:
        fail_session(video, step.session, code, detail)


def put_back(step: ProcessingStep, *, failures: int, retry_after: timedelta = timedelta(0)) -> bool:
    """Return a step to waiting under a new attempt; False where it has moved on meanwhile."""
    changed = ProcessingStep.objects.filter(pk=step.pk, attempt=step.attempt, status=step.status).update(
        status=Step.WAITING,
        attempt=F("attempt") + 1,
        failures=failures,
        retry_at=Now() + retry_after if retry_after else None,
        queued_at=None,
        heartbeat_at=None,
    )
    return bool(changed)


def interrupt(run: StepRun) -> None:
    """This worker ends: another one goes on from what is stored, where that is still wanted. Nothing failed."""
    step = attempt_of(run.step_id, run.attempt, Step.RUNNING).first()
    if step and put_back(step, failures=step.failures):
        log.info("%s is put back", step)
        jobs.send("videos.tasks.dispatch")


def lose(step: ProcessingStep) -> None:
    """A running step whose worker no longer answers: start it again, or give up where workers keep dying of it.

    Nothing where the worker was heard of since `step` was read.
    """
    with transaction.atomic():
        video = lock_video(step.session.video_id)
        silent = attempt_of(step.pk, step.attempt, Step.RUNNING).filter(heartbeat_at=step.heartbeat_at)
        if video is None or not silent.exists():
            return
        if step.failures < settings.STEP_RETRIES + 2:
            put_back(step, failures=step.failures + 1)
        else:
            give_up(video, step, "worker_lost", "The worker stopped in the middle of this, again and again.")
        events.session_progress(step.session_id)
        jobs.send("videos.tasks.dispatch")


def fail_session(video: Video, session: ProcessingSession, code: str, detail: str) -> None:
    """The run is over for now; a person may retry it."""
    end_live_steps(session, Step.CANCELLED)
    ProcessingSession.objects.filter(pk=session.pk).update(
        status=Session.FAILED, ended_at=Now(), error_code=code, error_detail=detail
    )
    settle_video(video)
    end_requests(video, Request.FAILED, code, detail)


def cancel_session(video: Video, session: ProcessingSession) -> None:
    """Nobody waits for the run any more: its worker notices at its next heartbeat."""
    end_live_steps(session, Step.CANCELLED)
    ProcessingSession.objects.filter(pk=session.pk).update(status=Session.CANCELLED, ended_at=Now())
    settle_video(video)
    events.session_progress(session.pk)
    jobs.send("videos.tasks.dispatch")


def own_rest(request: VideoRequest, status: str) -> ProcessingSession | None:
    """The run in that state that a completed request began, where it is the video's last and its source is here."""
    session, video = request.session, request.video
    if session is None or request.status != Request.COMPLETED or session.started_by_id != request.user_id:
        return None
    if video.source_dropped_at or video.sessions.filter(generation__gt=session.generation).exists():
        return None
    return session if session.status == status and not is_wanting(session) else None


def wants_new_run(request: VideoRequest) -> bool:
    """Whether a request was for a new run over a video that was ready then, which nobody else began nor has ended."""
    video, session = request.video, request.session
    is_own = session is None or session.started_by_id == request.user_id
    return is_own and video.processed_at is not None and request.requested_at > video.processed_at


def has_rest(session: ProcessingSession) -> bool:
    """Whether steps of an ended run failed or were cancelled."""
    return session.steps.exclude(status=Step.DONE).exists()


def leave_rest(session: ProcessingSession) -> None:
    """The optional steps of a run are wanted no longer; its video stays as it is."""
    end_live_steps(session, Step.CANCELLED)
    end_if_over(session)
    events.session_progress(session.pk)
    jobs.send("videos.tasks.dispatch")


def take_up(session: ProcessingSession) -> None:
    """An ended run goes on: done steps stay done, the others wait again."""
    session.status, session.ended_at = Session.RUNNING, None
    session.attempt += 1
    session.error_code = session.error_detail = ""
    session.save()
    session.steps.exclude(status=Step.DONE).update(
        status=Step.WAITING, attempt=F("attempt") + 1, failures=0, progress=0.0,
        retry_at=None, queued_at=None, heartbeat_at=None, ended_at=None, **UNTOLD,
    )  # fmt: skip


def end_live_steps(session: ProcessingSession, status: str) -> None:
    ProcessingStep.objects.filter(session=session, status__in=ProcessingStep.LIVE).update(
        status=status, attempt=F("attempt") + 1, ended_at=Now()
    )


def settle_video(video: Video) -> None:
    """What a video is once a run over it ended without success: still ready if it ever was."""
    video.status = Video.Status.READY if video.processed_at else Video.Status.FAILED
    video.save(update_fields=["status"])


def end_requests(video: Video, status: str, code: str = "", detail: str = "") -> None:
    """End every live request for a video alike, and tell the people."""
    for request in VideoRequest.objects.filter(video=video, status__in=VideoRequest.LIVE):
        request.video = video
        end_request(request, status, code, detail)


def end_request(request: VideoRequest, status: str, code: str = "", detail: str = "") -> None:
    """End one request and tell its person."""
    request.status = status
    request.error_code, request.error_detail = code, detail
    request.completed_at = timezone.now() if status == Request.COMPLETED else None
    request.save(update_fields=["status", "error_code", "error_detail", "completed_at"])
    events.request_finished(request)
