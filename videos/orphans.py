"""Files that no row knows any more: left by a kill, a restored database, or by hand. Other apps name theirs."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import cast
from uuid import UUID

from django.conf import settings

from core import media
from videos import signals, storage
from videos.models import Video

log = logging.getLogger(__name__)

KINDS = ("video", "audio", "thumbnail", "captions")
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file, or a folder of forgotten work, by its path below CONTENT_DIR."""

    path: str
    size_bytes: int


def find() -> Iterator[Orphan]:
    """All of them; each has lain there for a day. Each is looked at only when it is its turn: one may be made anew."""
    others = [cast(Iterable[Path], found) for _, found in signals.orphans_wanted.send(Video)]
    for path in chain(of_videos(), *others):
        size = storage.folder_bytes(path) if path.is_dir() else storage.file_bytes(path)
        yield Orphan(path.relative_to(settings.CONTENT_DIR).as_posix(), size)


def of_videos() -> Iterator[Path]:
    """Files older than a day whose name begins with the id of no video, and sources whose removal was cut short."""
    for kind in KINDS:
        for path in sorted((settings.CONTENT_DIR / kind).glob("*")):
            if path.is_file() and media.is_older(path, DAY) and not is_of_a_video(path):
                yield path


def is_of_a_video(path: Path) -> bool:
    try:
        video = Video.objects.filter(pk=UUID(path.name.partition(".")[0])).first()
    except ValueError:
        return False
    if video is None:
        return False
    return not (video.source_dropped_at and media.relative(path) in storage.source_files(video))


def remove() -> None:
    for orphan in find():
        log.info("Removing %s, which nothing knows", orphan.path)
        path = media.absolute(orphan.path)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
