"""Background work on clips and supercuts: ids in, one call out. Every task may run twice."""

import logging

from celery import shared_task
from django.conf import settings

from segments import cache, making
from segments.clips import work
from segments.models import Clip, Supercut
from segments.search import learn_meanings, rebuild
from segments.supercuts import work as supercut_work
from videos.tasks import clock_ran_on

log = logging.getLogger(__name__)

REBUILD_SECONDS = 60
LEARN_SECONDS = 20


@shared_task
def cut_clip(clip_id: str, attempt: int) -> None:
    """Cut a clip, if that attempt at it is still wanted."""
    work.work(clip_id, attempt)


@shared_task
def sweep_clips() -> None:
    """Send clips and supercuts again whose worker was lost, and those that nobody began with."""
    if clock_ran_on():
        making.sweep_lost(Clip)
        making.sweep_lost(Supercut)
    making.sweep_forgotten(Clip)
    making.sweep_forgotten(Supercut)


@shared_task
def evict_clips() -> None:
    """Keep the files of clips and supercuts within their budget; supercuts may take half of it."""
    cache.evict(cache.SUPERCUTS, settings.CLIP_CACHE_BYTES // 2)
    cache.evict(cache.CLIPS, settings.CLIP_CACHE_BYTES - cache.held_bytes(cache.SUPERCUTS))


@shared_task
def make_supercut(supercut_id: str, attempt: int) -> None:
    """Make a supercut, if that attempt at it is still wanted."""
    supercut_work.work(supercut_id, attempt)


@shared_task
def rebuild_index() -> None:
    """Make the search index anew where an older version of the product made it, a minute's worth at a time."""
    if count := rebuild(seconds=REBUILD_SECONDS):
        log.info("%s videos were indexed anew", count)


@shared_task
def learn_window_meanings() -> None:
    """Note what new passages mean, where that can be searched for."""
    learn_meanings(LEARN_SECONDS)
