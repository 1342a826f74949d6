"""The watched folder: files that have stopped growing are taken in, each once, by one worker at a time."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from django.conf import settings

from core.errors import ApplicationError
from engines.errors import EngineError
from users.models import User
from videos import fetching, ingest
from videos.models import IngestedFile

log = logging.getLogger(__name__)


def look() -> None:
    """Take in what is as it was at the last look. Nothing where no folder is set, or somebody is at it already."""
    folder = settings.WATCH_FOLDER
    if not folder:
        return
    owner = User.objects.filter(email=settings.WATCH_OWNER).first()
    lock = fetching.try_lock(folder)
    try:
        if owner is None or folder.resolve().is_relative_to(settings.CONTENT_DIR.resolve()):
            log.error("WATCH_FOLDER needs WATCH_OWNER, the address of an account, and must not lie in CONTENT_DIR")
        elif lock is None:
            log.info("%s is not there, or another worker is at it", folder)
        else:
            take_in_settled(owner, folder)
    finally:
        if lock is not None:
            os.close(lock)


def take_in_settled(owner: User, folder: Path) -> None:
    manner = ingest.Manner(visibility=settings.WATCH_VISIBILITY)
    for path in ingest.files_under(folder):
        try:
            take_in_one(owner, path, manner)
        except ApplicationError as error:
            log.warning("%s waits: %s", path.name, error.detail)
            return  # what stopped this one stops the next
        except EngineError as error:
            log.warning("%s waits: %s", path.name, error.detail)


def take_in_one(owner: User, path: Path, manner: ingest.Manner) -> None:
    """Take in a file that looks as it did at the last look; a new one is only noted."""
    before = IngestedFile.objects.filter(owner=owner, path=ingest.writable(path)).first()
    try:
        row = ingest.note(owner, path)
    except FileNotFoundError:
        return  # it went meanwhile
    is_same = before and (before.size_bytes, before.modified_ns) == (row.size_bytes, row.modified_ns)
    if is_same and row.status == IngestedFile.Status.SEEN:
        ingest.take_in(row, path, manner)
        if row.status == IngestedFile.Status.REFUSED:
            log.warning("%s is refused: %s", path.name, row.error_detail)
