"""The cache of clip files: bounded in bytes, least recently used first to go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Now

from core import media
from segments.clips.posters import poster_path
from segments.models import Clip

USED_SECONDS = 60
ORPHAN_SECONDS = 24 * 3600


def has_file(clip: Clip) -> bool:
    """Whether the clip's file is there; somebody may have emptied the folder."""
    return bool(clip.path) and media.absolute(clip.path).is_file()


def touch(clip: Clip) -> None:
    """Note that a clip was used, at most once a minute."""
    Clip.objects.filter(pk=clip.pk, last_used_at__lt=Now() - timedelta(seconds=USED_SECONDS)).update(last_used_at=Now())


def evict(budget_bytes: int) -> None:
    """Remove files of clips least recently used until the rest fits. Those whose source is gone are kept."""
    kept = Clip.objects.filter(status=Clip.Status.READY).exclude(path="")
    excess = (kept.aggregate(total=Sum("size_bytes"))["total"] or 0) - budget_bytes
    for clip in kept.select_related("video").order_by("last_used_at", "pk").iterator():
        if excess <= 0:
            return
        if media.absolute(clip.video.media_path).is_file():
            excess -= evict_one(clip)


def evict_one(clip: Clip) -> int:
    """Remove one clip's file; returns the bytes it held. The row stays, and the file is cut again when asked for."""
    with transaction.atomic():
        held = Clip.objects.select_for_update().filter(pk=clip.pk, path=clip.path, attempt=clip.attempt).first()
        if held is None:
            return 0
        size = held.size_bytes
        remove(files_of(held))
        held.path, held.size_bytes = "", 0
        held.save(update_fields=["path", "size_bytes"])
    return size


def orphans() -> Iterator[Path]:
    """Files that no clip knows: left by a kill in the middle of a cut. videos.orphans removes them."""
    for path in sorted((settings.CONTENT_DIR / "segment").glob("*")):
        if media.is_older(path, ORPHAN_SECONDS) and not is_known(path):
            yield path


def is_known(path: Path) -> bool:
    """Whether a file is that of a clip, or its poster."""
    owner = Q(path=media.relative(path))
    if path.suffix == ".jpg":
        with suppress(ValueError):
            owner |= Q(pk=UUID(path.stem))
    return Clip.objects.filter(owner).exists()


def forget_file(instance: Clip, **_kwargs: Any) -> None:
    """A deleted clip leaves no file behind; a receiver of post_delete."""
    transaction.on_commit(partial(remove, files_of(instance)))


def files_of(clip: Clip) -> list[Path]:
    """A clip's file and its poster, there or not."""
    return [media.absolute(stored) for stored in (clip.path, poster_path(clip)) if stored]


def remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
