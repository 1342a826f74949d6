"""How long the files that videos are made of are kept. Text, search, pictures and finished clips stay for ever."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core import media
from videos import lifecycle, signals, storage
from videos.models import ProcessingSession, Video

log = logging.getLogger(__name__)

RUNNING = ProcessingSession.Status.RUNNING


@dataclass(frozen=True, slots=True)
class Droppable:
    """A finished video and what its source takes."""

    video: Video
    size_bytes: int


def droppable() -> QuerySet[storage.SizedVideo]:
    """What may go, what was processed first in front: finished videos that nothing is being made of.

    With `size_bytes` (of all files) and `source_bytes`.
    """
    running = ProcessingSession.objects.filter(video=OuterRef("pk"), status=RUNNING)
    ready = Video.objects.filter(status=Video.Status.READY, source_dropped_at=None, processed_at__isnull=False)
    return storage.sized(ready.exclude(media_path="").exclude(Exists(running))).order_by("processed_at", "pk")


def due() -> list[Droppable]:
    """What the rules say goes now: older than KEEP_SOURCE_DAYS, or beyond SOURCE_BUDGET_BYTES."""
    if not (settings.KEEP_SOURCE_DAYS or settings.SOURCE_BUDGET_BYTES):
        return []
    kept = [Droppable(video, video.source_bytes) for video in droppable()]
    total = sum(one.size_bytes for one in kept)
    oldest = timezone.now() - timedelta(days=settings.KEEP_SOURCE_DAYS) if settings.KEEP_SOURCE_DAYS else None
    going: list[Droppable] = []
    for one in kept:
        is_old = bool(oldest and one.video.processed_at and one.video.processed_at < oldest)
        is_excess = bool(settings.SOURCE_BUDGET_BYTES) and total > settings.SOURCE_BUDGET_BYTES
        if is_old or is_excess:
            going.append(one)
            total -= one.size_bytes
    return going


@dataclass(frozen=True, slots=True)
class Rules:
    """What is set: nothing of either where it is None."""

    keep_source_days: float | None
    source_budget_bytes: int | None


def rules() -> Rules:
    return Rules(settings.KEEP_SOURCE_DAYS or None, settings.SOURCE_BUDGET_BYTES or None)


def drops_at(video: Video, beyond_budget: Collection[UUID]) -> datetime | None:
    """When the source of a video goes by the rules as they are now; None where they say nothing of it.

    `beyond_budget` are the videos that go with the next look, whatever their age.
    """
    if video.source_dropped_at or not (video.media_path and video.processed_at):
        return None
    if video.pk in beyond_budget:
        return timezone.now()
    days = settings.KEEP_SOURCE_DAYS
    return max(video.processed_at + timedelta(days=days), timezone.now()) if days else None


def retain() -> None:
    """Apply the rules."""
    for one in due():
        if drop_source(one.video):
            log.info("The source of %s is dropped: %d bytes", one.video.pk, one.size_bytes)


@transaction.atomic
def drop_source(video: Video) -> bool:
    """Remove what clips are cut from; False where somebody works with it just now, or it is gone already.

    The row keeps its `media_path`: finished clips are found by it.
    """
    fresh = lifecycle.lock_video(video.pk)
    if fresh is None or fresh.source_dropped_at or fresh.status != Video.Status.READY:
        return False
    if fresh.sessions.filter(status=RUNNING).exists():
        return False
    if any(is_wanted for _, is_wanted in signals.source_wanted.send(Video, video=fresh)):
        return False
    fresh.source_dropped_at = timezone.now()
    fresh.save(update_fields=["source_dropped_at"])
    fresh.stored_files.all().delete()
    stored = storage.source_files(fresh)
    transaction.on_commit(lambda: media.remove(stored))
    return True
