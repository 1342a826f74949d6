"""The files of clips and supercuts: bounded in bytes, least recently used first to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from heapq import merge
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Now

from core import media
from segments.clips.posters import poster_path
from segments.models import Clip, MadeFile, Supercut, SupercutPart
from videos.models import Video

Kept = Clip | Supercut | SupercutPart
"""A row with a file that may go."""

CLIPS: Sequence[type[Kept]] = (Clip,)
SUPERCUTS: Sequence[type[Kept]] = (Supercut, SupercutPart)
FOLDERS = {"segment": CLIPS, "supercut": SUPERCUTS}

USED_SECONDS = 60
ORPHAN_SECONDS = 24 * 3600


def has_file(row: MadeFile) -> bool:
    """Whether the file is there; somebody may have emptied the folder."""
    return bool(row.path) and media.absolute(row.path).is_file()


def touch(row: Clip | Supercut) -> None:
    """Note that a file was used, at most once a minute."""
    long_ago = Now() - timedelta(seconds=USED_SECONDS)
    type(row).objects.filter(pk=row.pk, last_used_at__lt=long_ago).update(last_used_at=Now())


def held_bytes(kinds: Sequence[type[Kept]]) -> int:
    """How much their files hold."""
    return sum(kind.objects.aggregate(total=Sum("size_bytes"))["total"] or 0 for kind in kinds)


def evict(kinds: Sequence[type[Kept]], budget_bytes: int) -> None:
    """Remove files least recently used until the rest fits. Those that cannot be made again are kept."""
    excess = held_bytes(kinds) - budget_bytes
    if excess <= 0:
        return
    for row in merge(*map(oldest_first, kinds), key=lambda row: row.last_used_at):
        if excess <= 0:
            return
        excess -= evict_one(row)


def oldest_first(kind: type[Kept]) -> Iterator[Kept]:
    kept: Iterator[Kept] = kind.objects.exclude(path="").order_by("last_used_at", "pk").iterator()
    return kept


def evict_one(row: Kept) -> int:
    """Remove one file; returns the bytes it held. All but parts keep their row, and are made again when asked for."""
    if isinstance(row, SupercutPart):
        row.delete()
        return row.size_bytes
    if not can_be_made_again(row):
        return 0
    with transaction.atomic():
        same = type(row).objects.select_for_update().filter(pk=row.pk, path=row.path, attempt=row.attempt)
        held: Clip | Supercut | None = same.first()
        if held is None:
            return 0
        size = held.size_bytes
        remove(files_of(held))
        held.path, held.size_bytes = "", 0
        held.save(update_fields=["path", "size_bytes"])
    return size


def can_be_made_again(row: MadeFile) -> bool:
    """Whether the files of all its videos are there. What was deleted with its video is no part of it any more."""
    stored = Video.objects.filter(pk__in=row.video_ids).values_list("media_path", flat=True)
    return all(path and media.absolute(path).is_file() for path in stored)


def orphans() -> Iterator[Path]:
    """What no row knows: files, and folders of work, left by a kill. videos.orphans removes them."""
    for folder, kinds in FOLDERS.items():
        for path in sorted((settings.CONTENT_DIR / folder).glob("*")):
            if media.is_older(path, ORPHAN_SECONDS) and (path.is_dir() or not is_known(path, kinds)):
                yield path


def is_known(path: Path, kinds: Sequence[type[Kept]]) -> bool:
    """Whether a file is that of a row, or a clip's poster."""
    owner = Q(path=media.relative(path))
    if path.suffix == ".jpg":
        with suppress(ValueError):
            owner |= Q(pk=UUID(path.stem))
    return any(kind.objects.filter(owner).exists() for kind in kinds)


def forget_file(instance: Kept, **_kwargs: Any) -> None:
    """A deleted row leaves no file behind; a receiver of post_delete."""
    transaction.on_commit(partial(remove, files_of(instance)))


def files_of(row: Kept) -> list[Path]:
    """A row's file and its poster, there or not."""
    stored = [row.path, poster_path(row) if isinstance(row, Clip) else ""]
    return [media.absolute(path) for path in stored if path]


def remove(files: Sequence[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
