"""The queue: one order for claiming and for the positions people see, and the dispatcher that fills free slots."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Max, Q
from django.db.models.functions import Now
from redis.exceptions import RedisError

from core import jobs
from videos import events, lifecycle
from videos.lifecycle import Request, Session, Step
from videos.models import ProcessingSession, ProcessingStep, Video, VideoRequest
from videos.pipeline import planned_steps

log = logging.getLogger(__name__)

DISPATCH_LOCK = 0x50B17E  # one dispatcher at a time, whatever the number of processes

WAITING_VIDEOS = """
WITH own AS (
    SELECT id, user_id, video_id, status, prioritized_at, requested_at,
           row_number() OVER (
               PARTITION BY user_id
               ORDER BY status <> 'processing', prioritized_at NULLS LAST, requested_at, id
           ) AS round
      FROM videos_videorequest
     WHERE status IN ('queued', 'processing')
), served AS (
    SELECT started_by_id AS user_id, max(started_at) AS last
      FROM videos_processingsession
     WHERE started_by_id IN (SELECT user_id FROM own WHERE status = 'queued') AND started_at > now() - interval '1 day'
     GROUP BY started_by_id
), best AS (
    SELECT DISTINCT ON (video_id) video_id, id, prioritized_at, round, last, requested_at
      FROM own LEFT JOIN served USING (user_id)
     WHERE status = 'queued'
     ORDER BY video_id, prioritized_at NULLS LAST, round, last NULLS FIRST, requested_at, id
)
SELECT video_id, id, row_number() OVER (ORDER BY prioritized_at NULLS LAST, round, last NULLS FIRST, requested_at, id)
  FROM best
 ORDER BY 3
"""
"""Waiting videos in claiming order: those moved before all others first, in the order in which they were moved; then
round by round, so that nobody's tenth comes before another's first (what is being processed counts as a round); in a
round whoever was served longest ago, so that a new turn begins when everybody had theirs; then by age. A video that
several people wait for stands where the best placed of their requests does."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting video; `request_id` is the request that leads it, `position` counts from 1 without gaps."""

    video_id: UUID
    request_id: UUID
    position: int


def waiting_videos() -> list[Waiting]:
    """All waiting videos in claiming order."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_VIDEOS)
        return [Waiting(*row) for row in cursor.fetchall()]


def most_sessions() -> int:
    """How many sessions may be in work: enough to keep downloading ahead of the transcriber, no more."""
    return int(settings.SLOTS["download"] + settings.SLOTS["transcribe"])


def dispatch() -> None:
    """Fill the free slots: first with the next steps of running sessions, then with waiting videos."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DISPATCH_LOCK])
        free = free_slots()
        start_steps(free)
        claimed = claim_videos(free)
    if claimed:
        announce_queue()


def free_slots() -> Counter[str]:
    """Free slots by kind of work; a step takes its slot from when it is sent."""
    taken = Counter(
        ProcessingStep.objects.filter(status__in=(Step.QUEUED, Step.RUNNING)).values_list("kind", flat=True)
    )
    return Counter({kind: slots - taken[kind] for kind, slots in settings.SLOTS.items()})


def start_steps(free: Counter[str]) -> None:
    """Send every step whose needs are done, oldest session first, those moved before all others before them.

    Optional steps come last: no video waits for what another one is ready without.
    """
    for step in startable_steps():
        if free[step.kind] > 0 and send_step(step):
            free[step.kind] -= 1


def startable_steps() -> Iterator[ProcessingStep]:
    running = ProcessingStep.objects.filter(session__status=Session.RUNNING)
    done = set(running.filter(status=Step.DONE).values_list("session_id", "name"))
    waiting = running.filter(Q(retry_at=None) | Q(retry_at__lte=Now()), status=Step.WAITING)
    for step in waiting.order_by("is_optional", "-session__is_prioritized", "session__started_at", "position"):
        if all((step.session_id, name) in done for name in step.needs):
            yield step


def send_step(step: ProcessingStep) -> bool:
    """Queue a waiting step and send it to a worker after commit; False where it has moved on meanwhile."""
    waiting = ProcessingStep.objects.filter(pk=step.pk, attempt=step.attempt, status=Step.WAITING)
    if not waiting.update(status=Step.QUEUED, queued_at=Now()):
        return False
    jobs.send("videos.tasks.run_step", step.pk, step.attempt, queue=step.kind)
    return True


def claim_videos(free: Counter[str]) -> int:
    """Start sessions for waiting videos while there is room; answers how many."""
    claimed = 0
    for waiting in waiting_videos():
        if busy_sessions() >= most_sessions() or not any(slots > 0 for slots in free.values()):
            break
        first = claim(waiting)
        if first is None:
            continue
        claimed += 1
        if free[first.kind] > 0 and send_step(first):
            free[first.kind] -= 1
    return claimed


def busy_sessions() -> int:
    """Running sessions but for those that only wait for another try, or only have optional steps left.

    Neither must hold up the rest.
    """
    live = ProcessingStep.objects.filter(status__in=ProcessingStep.LIVE, session__status=Session.RUNNING)
    backing_off = Q(status=Step.WAITING, retry_at__gt=Now())
    resting = live.filter(backing_off).values("session")
    acting = live.filter(status__in=(Step.QUEUED, Step.RUNNING)).values("session")
    needed = live.filter(is_optional=False).values("session")
    running = ProcessingSession.objects.filter(status=Session.RUNNING)
    running = running.exclude(Q(pk__in=live.values("session")) & ~Q(pk__in=needed))
    return running.exclude(Q(pk__in=resting) & ~Q(pk__in=acting)).count()


def claim(waiting: Waiting) -> ProcessingStep | None:
    """Give a waiting video its session and set all requests for it to processing; answers the step to start with.

    None where the video is being changed by somebody right now: it stays first in the queue.
    """
    video = Video.objects.select_for_update(skip_locked=True).filter(pk=waiting.video_id).first()
    leading = VideoRequest.objects.filter(pk=waiting.request_id, status=Request.QUEUED).first()
    if video is None or leading is None:
        return None
    session = resume_session(leading) or new_session(video, leading)
    if not video.processed_at:
        video.status = Video.Status.PROCESSING
        video.save(update_fields=["status"])
    requests = VideoRequest.objects.filter(video=video, status=Request.QUEUED)
    requests.update(status=Request.PROCESSING, session=session, error_code="", error_detail="")
    events.session_progress(session.pk)
    return session.steps.filter(status=Step.WAITING).order_by("position").first()


def new_session(video: Video, request: VideoRequest) -> ProcessingSession:
    """A run from the first step, with the choices of the request that leads."""
    last = ProcessingSession.objects.filter(video=video).aggregate(last=Max("generation"))["last"] or 0
    session = ProcessingSession.objects.create(
        video=video,
        generation=max(last, video.generation) + 1,
        is_prioritized=request.prioritized_at is not None,
        started_by_id=request.user_id,
        **request.choices(),
    )
    ProcessingStep.objects.bulk_create(planned_steps(session))
    return session


def resume_session(request: VideoRequest) -> ProcessingSession | None:
    """Take up the ended session of a retried request: done steps stay done, the others wait again."""
    session = request.session
    if session is None or session.status not in {Session.FAILED, Session.CANCELLED}:
        return None
    session.is_prioritized = request.prioritized_at is not None
    lifecycle.take_up(session)
    return session


def announce_queue() -> None:
    """Have `queue.moved` pushed to everyone who waits, at most once a second however often this is called."""
    try:
        is_first = cache.add("queue.moved", 1, timeout=10)
    except (RedisError, OSError) as error:
        log.warning("Redis is away, nobody is told where they stand: %s", error)
        return
    if is_first:
        jobs.send("videos.tasks.push_queue", delay=1)
