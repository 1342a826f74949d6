"""Background work: ids in, one call out. Every task may run twice, and none is needed for the truth of the rows."""

import logging
import re
from datetime import timedelta

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from core import jobs, media
from videos import dispatch as queue
from videos import (
    events,
    fetching,
    follows,
    lifecycle,
    orphans,
    retention,
    runner,
    selectors,
    storage,
    uploads,
    watching,
)
from videos.models import ProcessingStep, Video
from videos.pipeline import current

log = logging.getLogger(__name__)

PARTIAL = re.compile(r"\.(\d+)-(\d+)\.part")
DAY = 86400


@worker_shutting_down.connect
def put_back_running_steps(**_kwargs: object) -> None:
    runner.shutting_down.set()


@shared_task
def dispatch() -> None:
    """Fill free slots."""
    queue.dispatch()


@shared_task
def run_step(step_id: int, attempt: int) -> None:
    """Run an attempt at a step."""
    runner.run_step(step_id, attempt)


@shared_task
def push_queue() -> None:
    """Tell everyone who waits where they stand now."""
    cache.delete("queue.moved")
    for user_id, places in selectors.queue_places().items():
        events.queue_moved(user_id, places)


@shared_task
def sweep() -> None:
    """Start lost steps again and send forgotten ones again."""
    if clock_ran_on():
        sweep_lost()
    sweep_forgotten()


def clock_ran_on() -> bool:
    """False for one period after the clock jumped, when the machine slept or everything was down.

    All heartbeats look old then, although their workers may be about to beat again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        now = float(cursor.fetchone()[0])
    lost = settings.HEARTBEAT_LOST_SECONDS
    last, trusted_from = cache.get("sweep") or (0.0, 0.0)
    if abs(now - last) > lost:
        trusted_from = now + lost
    cache.set("sweep", (now, trusted_from), timeout=None)
    return now >= trusted_from


def sweep_lost() -> None:
    lost = timedelta(seconds=settings.HEARTBEAT_LOST_SECONDS)
    silent = ProcessingStep.objects.filter(status=ProcessingStep.Status.RUNNING, heartbeat_at__lt=Now() - lost)
    for step in silent.select_related("session"):
        log.warning("%s of %s lost its worker", step.name, step.session_id)
        lifecycle.lose(step)


def sweep_forgotten() -> None:
    """A message may be lost with Redis; the first to start a step wins, so sending twice does no harm."""
    late = timedelta(seconds=settings.RESEND_SECONDS)
    queued = ProcessingStep.objects.filter(status=ProcessingStep.Status.QUEUED, queued_at__lt=Now() - late)
    for step in queued:
        again = ProcessingStep.objects.filter(pk=step.pk, attempt=step.attempt, status=step.status)
        if again.update(queued_at=Now()):
            jobs.send("videos.tasks.run_step", step.pk, step.attempt, queue=step.kind)


@shared_task
def look_at_follows() -> None:
    """Look at the followed channels that are due: one after the other, by one worker, so that the others are free."""
    if not cache.add("follows.turn", 1, timeout=follows.LEASE.total_seconds()):
        return
    try:
        follows.take_turn()
    finally:
        cache.delete("follows.turn")


@shared_task
def watch() -> None:
    """Take in what lies in the watched folder."""
    watching.look()


@shared_task
def retain() -> None:
    """Drop sources that were kept long enough, and remove files that nothing knows; note what the others take."""
    retention.retain()
    storage.note_sizes(Video.objects.all())
    orphans.remove()


@shared_task
def tidy() -> None:
    """Remove partial files of attempts that ended, and uploads nobody adopted within a day or went on with in time."""
    for path in settings.CONTENT_DIR.glob("*/*.part*"):
        found = PARTIAL.search(path.name)
        if found and not current(int(found[1]), int(found[2])):
            path.unlink(missing_ok=True)
    fetching.remove_forgotten()
    uploads.tidy()
    for path in settings.FILE_UPLOAD_TEMP_DIR.glob("*"):
        if path.is_file() and media.is_older(path, DAY) and not is_adopted(path.name):
            path.unlink(missing_ok=True)


def is_adopted(name: str) -> bool:
    """Whether a video or an upload stands for this incoming file."""
    path = f"incoming/{name}"
    return uploads.is_open(name) or Video.objects.filter(Q(source_path=path) | Q(sound_path=path)).exists()
