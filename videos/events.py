"""Every message a browser gets over the socket, and the payloads the HTTP API shares with them.

The row is the truth and a push only a hint: it goes out after commit, and a Redis that is away loses it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, Literal, TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from redis.exceptions import RedisError

from core.media import content_url
from core.sockets import send_to_group
from users.models import group_of
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest

log = logging.getLogger(__name__)


class ErrorPayload(TypedDict):
    code: str
    detail: str


class VideoBrief(TypedDict):
    id: str
    title: str
    platform: str
    source_url: str
    duration: float | None
    thumbnail_url: str | None
    visibility: str


class Place(TypedDict):
    """Where a request stands: 1 is next; `eta_seconds` None while nobody knows."""

    queue_position: int | None
    queue_length: int
    eta_seconds: int | None


class RequestPayload(Place):
    id: str
    status: str
    video: VideoBrief
    session_id: str | None
    requested_at: str
    completed_at: str | None
    translate: bool
    error: ErrorPayload | None


class StepPayload(TypedDict):
    name: str
    status: str
    progress: int
    attempt: int
    activity: str | None
    activity_progress: int
    is_optional: bool
    note: str | None
    error: ErrorPayload | None


class SessionPayload(TypedDict):
    id: str
    request_id: str | None
    video_id: str
    status: str
    step: str | None
    progress: int
    steps: list[StepPayload]
    eta_seconds: int | None
    attempt: int
    started_at: str
    heartbeat_at: str | None
    ended_at: str | None
    error: ErrorPayload | None


class Snapshot(TypedDict):
    type: Literal["snapshot"]
    sessions: list[SessionPayload]
    requests: list[RequestPayload]


class QueuePlace(TypedDict):
    id: str
    queue_position: int | None
    queue_length: int


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def error_payload(code: str, detail: str) -> ErrorPayload | None:
    return {"code": code, "detail": detail} if code else None


def video_brief(request: VideoRequest) -> VideoBrief:
    """What a request tells of its video: of one that its person may no longer read, no more than its address."""
    video, is_readable = request.video, request.is_readable
    thumbnail = content_url(video.thumbnail_path, public=video.is_open) if video.thumbnail_path else None
    return {
        "id": str(video.pk),
        "title": request.title,
        "platform": video.platform,
        "source_url": video.source_url,
        "duration": video.duration,
        "thumbnail_url": thumbnail if is_readable else None,
        "visibility": video.visibility,
    }


def request_payload(request: VideoRequest, place: Place) -> RequestPayload:
    """The API's `request`; needs `request.video`."""
    return {
        "id": str(request.pk),
        "status": request.status,
        **place,
        "video": video_brief(request),
        "session_id": str(request.session_id) if request.session_id else None,
        "requested_at": iso(request.requested_at) or "",
        "completed_at": iso(request.completed_at),
        "translate": request.translate,
        "error": error_payload(request.error_code, request.error_detail),
    }


def whole_progress(steps: Iterable[ProcessingStep]) -> float:
    """The fraction of the whole job, 0 to 1: each step counts by its weight."""
    listed = list(steps)
    total = sum(step.weight for step in listed)
    done = sum(step.weight * (1.0 if is_over(step) else step.progress) for step in listed)
    return done / total if total else 0.0


def is_over(step: ProcessingStep) -> bool:
    """Whether nothing more comes of a step: it is done, or is given up and not needed."""
    return step.status == step.Status.DONE or (step.is_optional and step.status not in ProcessingStep.LIVE)


def telling_step(steps: list[ProcessingStep]) -> str | None:
    """The step that tells most now: what failed, else what runs, else what comes next, else the last."""
    status = ProcessingStep.Status
    for wanted in (status.FAILED, status.RUNNING, status.CANCELLED, status.QUEUED, status.WAITING):
        for step in steps:
            if step.status == wanted:
                return step.name
    return steps[-1].name if steps else None


def remaining_seconds(session: ProcessingSession, fraction: float) -> int | None:
    """Time left if the rest goes as fast as what is done; None before there is anything to judge by."""
    if session.status != session.Status.RUNNING or fraction < 0.02:
        return None
    elapsed = (timezone.now() - session.started_at).total_seconds()
    return max(1, round(elapsed * (1 - fraction) / fraction))


def session_payload(session: ProcessingSession, request_id: UUID | None) -> SessionPayload:
    """The API's `session`, as one viewer sees it; reads `session.steps`, prefetched where there are many."""
    steps = sorted(session.steps.all(), key=lambda step: step.position)
    fraction = whole_progress(steps)
    beats = [step.heartbeat_at for step in steps if step.heartbeat_at]
    return {
        "id": str(session.pk),
        "request_id": str(request_id) if request_id else None,
        "video_id": str(session.video_id),
        "status": session.status,
        "step": telling_step(steps),
        "progress": int(fraction * 100),
        "steps": [step_payload(step) for step in steps],
        "eta_seconds": remaining_seconds(session, fraction),
        "attempt": session.attempt,
        "started_at": iso(session.started_at) or "",
        "heartbeat_at": iso(max(beats, default=None)),
        "ended_at": iso(session.ended_at),
        "error": error_payload(session.error_code, session.error_detail),
    }


def step_payload(step: ProcessingStep) -> StepPayload:
    activity = step.activity if step.status == step.Status.RUNNING else ""
    return {
        "name": step.name,
        "status": step.status,
        "progress": int(step.progress * 100),
        "attempt": step.attempt,
        "activity": activity or None,
        "activity_progress": int(step.activity_progress * 100) if activity else 0,
        "is_optional": step.is_optional,
        "note": step.note or None,
        "error": error_payload(step.error_code, step.error_detail),
    }


def session_progress(session_id: UUID) -> None:
    """Tell everyone whose request takes part in a session how it stands now."""
    session = ProcessingSession.objects.prefetch_related("steps").filter(pk=session_id).first()
    if session is None:
        return
    for request in VideoRequest.objects.filter(session=session):
        payload = session_payload(session, request.pk)
        push_to_user(request.user_id, {"type": "session.progress", "session": payload})


def segments_added(video: Video, segments: list[Any], segment_count: int) -> None:
    """Tell everyone who waits for a video, and may read it, which lines were just stored."""
    message = {
        "type": "segments.added",
        "video_id": str(video.pk),
        "segments": segments,
        "segment_count": segment_count,
    }
    tell_readers(video, VideoRequest.objects.filter(status=VideoRequest.Status.PROCESSING), message)


def tell_readers(video: Video, requests: QuerySet[VideoRequest], message: dict[str, Any]) -> None:
    """Send a message to whoever has one of these requests for a video and may still read it."""
    for request in requests.filter(video=video).select_related("user"):
        request.video = video
        if request.is_readable:
            push_to_user(request.user_id, message)


def request_finished(request: VideoRequest) -> None:
    """Tell a person that their request is completed, failed or cancelled."""
    place: Place = {"queue_position": None, "queue_length": 0, "eta_seconds": None}
    push_to_user(request.user_id, {"type": "request.finished", "request": request_payload(request, place)})


def queue_moved(user_id: UUID, places: list[QueuePlace]) -> None:
    """Tell a person where their waiting requests stand now."""
    push_to_user(user_id, {"type": "queue.moved", "requests": places})


def push_to_user(user_id: UUID, message: dict[str, Any]) -> None:
    """Send a message to all sockets of one person, after commit."""
    transaction.on_commit(partial(_push, user_id, message))


def _push(user_id: UUID, message: dict[str, Any]) -> None:
    try:
        send_to_group(group_of(user_id), {"type": "push", "message": message})
    except (RedisError, OSError) as error:
        log.warning("A push of %s was lost: %s", message["type"], error)
