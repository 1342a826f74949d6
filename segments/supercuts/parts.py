"""The kept parts of supercuts: lent to the next one that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from core import media
from segments.models import SupercutPart


def lend(key: str, target: Path) -> bool:
    """Put a kept part at `target`, so that eviction cannot take it away meanwhile; False where there is none."""
    part = SupercutPart.objects.filter(pk=key).first()
    if part is None:
        return False
    try:
        media.link_or_copy(media.absolute(part.path), target)
    except FileNotFoundError:
        return False
    SupercutPart.objects.filter(pk=key).update(last_used_at=Now())
    return True


def keep(key: str, video_id: str, made: Path) -> None:
    """Keep a part that was just made. One whose video is deleted meanwhile is let go."""
    path = media.content_path("supercut", f"part-{key}.mkv")
    spare = made.with_suffix(".kept")
    media.link_or_copy(made, spare)
    size = spare.stat().st_size
    spare.replace(path)
    values = {"video_id": video_id, "path": media.relative(path), "size_bytes": size, "last_used_at": Now()}
    try:
        with transaction.atomic():
            SupercutPart.objects.update_or_create(pk=key, defaults=values)
    except IntegrityError:
        path.unlink(missing_ok=True)


def forget(keys: Iterable[str]) -> None:
    """Remove parts, so that they are made anew."""
    for part in SupercutPart.objects.filter(pk__in=list(keys)):
        part.delete()
