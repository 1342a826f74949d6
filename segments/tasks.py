"""Background work on clips: ids in, one call out. Every task may run twice."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models.functions import Now

from engines.errors import EngineError
from segments.clips import cache, work
from segments.models import Clip
from videos.tasks import clock_ran_on

log = logging.getLogger(__name__)

RESEND_SECONDS = 60


@shared_task
def cut_clip(clip_id: str, attempt: int) -> None:
    """Cut a clip, if that attempt at it is still wanted."""
    work.work(clip_id, attempt)


@shared_task
def sweep_clips() -> None:
    """Send clips again whose worker was lost, and those that nobody began with."""
    if clock_ran_on():
        sweep_lost()
    sweep_forgotten()


def sweep_lost() -> None:
    lost = timedelta(seconds=settings.HEARTBEAT_LOST_SECONDS)
    for clip in Clip.objects.filter(status=Clip.Status.WORKING, heartbeat_at__lt=Now() - lost):
        log.warning("Clip %s lost its worker", clip.pk)
        if not work.put_back(clip):
            work.fail(clip, EngineError("worker_lost", "The worker stopped in the middle of this, again and again."))


def sweep_forgotten() -> None:
    """A message may be lost with Redis; the first to begin wins, so sending twice does no harm."""
    late = timedelta(seconds=RESEND_SECONDS)
    for clip in Clip.objects.filter(status=Clip.Status.WORKING, heartbeat_at=None, queued_at__lt=Now() - late):
        if work.attempt_of(clip.pk, clip.attempt).filter(heartbeat_at=None).update(queued_at=Now()):
            work.send(clip)


@shared_task
def evict_clips() -> None:
    """Keep the clip files within their budget."""
    cache.evict(settings.CLIP_CACHE_BYTES)
    cache.remove_orphans()
