"""The files of supercuts, parts and results: bounded in bytes, least recently used first to go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Now

from core import media
from segments.models import Supercut, SupercutPart
from segments.supercuts.items import items_of
from videos.models import Video

USED_SECONDS = 60
ORPHAN_SECONDS = 24 * 3600


def has_file(supercut: Supercut) -> bool:
    """Whether the result is there; somebody may have emptied the folder."""
    return bool(supercut.path) and media.absolute(supercut.path).is_file()


def touch(supercut: Supercut) -> None:
    """Note that a supercut was used, at most once a minute."""
    long_ago = Now() - timedelta(seconds=USED_SECONDS)
    Supercut.objects.filter(pk=supercut.pk, last_used_at__lt=long_ago).update(last_used_at=Now())


def lend(key: str, target: Path) -> bool:
    """Put a kept part at `target`, so that eviction cannot take it away meanwhile; False where there is none."""
    part = SupercutPart.objects.filter(pk=key).first()
    if part is None:
        return False
    try:
        linked(media.absolute(part.path), target)
    except FileNotFoundError:
        return False
    SupercutPart.objects.filter(pk=key).update(last_used_at=Now())
    return True


def keep(key: str, video_id: str, made: Path) -> None:
    """Keep a part that was just made. One whose video is deleted meanwhile is let go."""
    path = media.content_path("supercut", f"part-{key}.mkv")
    spare = made.with_suffix(".kept")
    linked(made, spare)
    size = spare.stat().st_size
    spare.replace(path)
    values = {"video_id": video_id, "path": media.relative(path), "size_bytes": size, "last_used_at": Now()}
    try:
        with transaction.atomic():
            SupercutPart.objects.update_or_create(pk=key, defaults=values)
    except IntegrityError:
        path.unlink(missing_ok=True)


def linked(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)


def forget_parts(keys: Iterable[str]) -> None:
    """Remove parts, so that they are made anew."""
    for part in SupercutPart.objects.filter(pk__in=list(keys)):
        part.delete()


def held_bytes() -> int:
    """How much parts and results hold."""
    return sum(kind.objects.aggregate(total=Sum("size_bytes"))["total"] or 0 for kind in (Supercut, SupercutPart))


def evict(budget_bytes: int) -> None:
    """Remove parts and results least recently used until the rest fits. Results that cannot be made again are kept."""
    excess = held_bytes() - budget_bytes
    if excess <= 0:
        return
    kept: list[Supercut | SupercutPart] = [*Supercut.objects.exclude(path=""), *SupercutPart.objects.all()]
    for row in sorted(kept, key=lambda row: row.last_used_at):
        if excess <= 0:
            return
        if isinstance(row, SupercutPart):
            excess -= row.size_bytes
            row.delete()
        elif can_be_made_again(row):
            excess -= evict_result(row)


def evict_result(supercut: Supercut) -> int:
    """Remove one result's file; returns the bytes it held. The row stays, and the file is made again when asked for."""
    with transaction.atomic():
        same = Supercut.objects.select_for_update().filter(pk=supercut.pk, path=supercut.path, attempt=supercut.attempt)
        held = same.first()
        if held is None:
            return 0
        size = held.size_bytes
        media.absolute(held.path).unlink(missing_ok=True)
        held.path, held.size_bytes = "", 0
        held.save(update_fields=["path", "size_bytes"])
    return size


def can_be_made_again(supercut: Supercut) -> bool:
    videos = Video.objects.filter(pk__in={item.video_id for item in items_of(supercut)})
    return all(media.absolute(video.media_path).is_file() for video in videos)


def orphans() -> Iterator[Path]:
    """What no row knows: files, and folders of work, left by a kill. videos.orphans removes them."""
    for path in sorted((settings.CONTENT_DIR / "supercut").glob("*")):
        if media.is_older(path, ORPHAN_SECONDS) and (path.is_dir() or not is_known(media.relative(path))):
            yield path


def is_known(path: str) -> bool:
    return any(kind.objects.filter(path=path).exists() for kind in (Supercut, SupercutPart))


def forget_file(instance: Supercut | SupercutPart, **_kwargs: Any) -> None:
    """A deleted row leaves no file behind; a receiver of post_delete."""
    if instance.path:
        transaction.on_commit(partial(media.absolute(instance.path).unlink, missing_ok=True))
