"""Files of this machine: taken in for somebody, each content once, by a second name for the same bytes or a copy."""

from __future__ import annotations

import os
import shutil
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core import media
from core.errors import ApplicationError, InvalidInput
from core.uploads import BodyTooLarge
from engines import in_child
from engines.errors import EngineError, MediaError
from users.models import User
from videos import services
from videos.models import IngestedFile, Visibility
from videos.services import Choices

Status = IngestedFile.Status
PASSING = {"disk_full", "too_many_requests", "overloaded"}
"""Refusals that say nothing of the file: it is tried again."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How files are taken in. `is_copy`: never share bytes with the original, whoever may write to it later."""

    visibility: str = Visibility.PRIVATE
    choices: Choices = field(default_factory=Choices)
    is_copy: bool = False


def files_under(place: Path) -> Iterator[Path]:
    """The file itself, or every file of a folder and the folders in it, in order; none that is hidden or a link."""
    if place.is_file():
        yield place
        return
    for parent, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and is_plain(path):
                yield path


def is_plain(path: Path) -> bool:
    """Whether it is a file and no link; what lies in a folder that may not be entered is passed over, as the folder."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def note(owner: User, path: Path) -> IngestedFile:
    """The row of a file; one that was changed since is as if it were new."""
    found = path.stat()
    now = {"size_bytes": found.st_size, "modified_ns": found.st_mtime_ns}
    row, made = IngestedFile.objects.get_or_create(owner=owner, path=writable(path), defaults=now)
    if not made and (row.size_bytes, row.modified_ns) != (found.st_size, found.st_mtime_ns):
        row.size_bytes, row.modified_ns = found.st_size, found.st_mtime_ns
        settle(row, Status.SEEN)
    return row


def writable(path: Path) -> str:
    """A path as PostgreSQL can keep it: names need not be UTF-8."""
    return str(path.absolute()).encode("utf-8", "backslashreplace").decode()


def take_in(row: IngestedFile, path: Path, manner: Manner) -> None:
    """Make a request of a file, unless its owner has the same content; the row says what became of it.

    Raises ApplicationError where that is no fault of the file, other EngineErrors than MediaError where an engine broke
    on it or the disk did: it may be tried again.
    """
    try:
        require_usable(path)
        in_child.probe(path)
        if not connection.in_atomic_block:
            connection.close()  # reading gigabytes takes a while
        digest = media.sha256_of(path)
        if services.request_known_content(row.owner, digest, manner.choices):
            settle(row, Status.KNOWN)
            return
        bring(row, path, digest, manner)
    except MediaError as error:
        settle(row, Status.REFUSED, error)
    except ApplicationError as error:
        if error.code in PASSING:
            raise
        settle(row, Status.REFUSED, error)
    except FileNotFoundError:
        row.delete()  # it went meanwhile
    except OSError as error:
        detail = f"The server cannot read or keep the file: {error.strerror}."
        raise EngineError("file_unreadable", detail, retryable=True) from error


def require_usable(path: Path) -> None:
    """Raise InvalidInput, BodyTooLarge, StorageFull."""
    size = path.stat().st_size
    if not size:
        raise InvalidInput("empty", "The file is empty.")
    if size > settings.MAX_UPLOAD_BYTES:
        raise BodyTooLarge(settings.MAX_UPLOAD_BYTES)
    if not os.access(path, os.R_OK):
        raise InvalidInput("unreadable", "The server may not read the file.")
    media.require_free_space(size)


def bring(row: IngestedFile, path: Path, digest: str, manner: Manner) -> None:
    """The file among the incoming ones, then its rows, all at once; a kill in between leaves a file to tidy up."""
    video_id = uuid.uuid4()
    kept = media.content_path("incoming", f"{video_id}.upload")
    link_or_copy(path, kept, is_copy=manner.is_copy)
    try:
        with transaction.atomic():
            video = services.make_upload_video(
                row.owner,
                kept,
                video_id=video_id,
                title=path.stem,
                visibility=manner.visibility,
                content_sha256=digest,
            )
            services.add_request(row.owner, video, manner.choices)
            row.video = video
            settle(row, Status.TAKEN)
    except ApplicationError:
        kept.unlink()
        raise


def link_or_copy(path: Path, kept: Path, *, is_copy: bool) -> None:
    """A second name for the same bytes; a copy on another disk, or where only its owner may read it (nginx must)."""
    is_shared = bool(path.stat().st_mode & stat.S_IROTH)
    if not is_copy and is_shared:
        try:
            kept.hardlink_to(path)
        except OSError:
            pass
        else:
            return
    partial = kept.with_name(f"{kept.name}.copy")
    shutil.copyfile(path, partial)
    partial.chmod(0o644)
    partial.replace(kept)


def settle(row: IngestedFile, status: str, error: ApplicationError | EngineError | None = None) -> None:
    row.status, row.looked_at = status, timezone.now()
    row.error_code, row.error_detail = (error.code, error.detail) if error else ("", "")
    row.save()
