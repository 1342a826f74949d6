"""Files that belong to no video any more: left by a kill, a restored database, or by hand. segments has its own."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from core import media
from videos.models import Video

log = logging.getLogger(__name__)

KINDS = ("video", "audio", "thumbnail", "captions")
DAY = 86400.0


def find() -> Iterator[Path]:
    """Files older than a day whose name begins with the id of no video."""
    for kind in KINDS:
        for path in sorted((settings.CONTENT_DIR / kind).glob("*")):
            if path.is_file() and media.is_older(path, DAY) and not is_of_a_video(path):
                yield path


def is_of_a_video(path: Path) -> bool:
    try:
        return Video.objects.filter(pk=UUID(path.name.partition(".")[0])).exists()
    except ValueError:
        return False


def remove() -> None:
    for path in find():
        log.info("Removing %s, which no video knows", path.relative_to(settings.CONTENT_DIR))
        path.unlink(missing_ok=True)
