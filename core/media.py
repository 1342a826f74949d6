"""Files under CONTENT_DIR: their paths, their addresses, signatures over them, and the room left on the disk."""

import hashlib
import re
import shutil
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.http import content_disposition_header

from core.errors import NotFound, StorageFull

Kind = Literal["video", "audio", "thumbnail", "segment", "supercut", "captions", "incoming"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)+")
HOUR = 3600
CONTENT_TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".jpg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
INTERNAL_PREFIX = "/internal-content/"


def content_path(kind: Kind, name: str) -> Path:
    """The file `name` of a kind; its folder is made. Raises NotFound for a name that could lead elsewhere."""
    if not NAME.fullmatch(name):
        raise NotFound
    folder: Path = settings.CONTENT_DIR / kind
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for the same bytes; a copy on file systems without hard links."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def relative(path: Path) -> str:
    """The path as rows keep it: relative to CONTENT_DIR, with forward slashes."""
    return path.relative_to(settings.CONTENT_DIR).as_posix()


def absolute(stored: str) -> Path:
    """The file of a stored relative path."""
    return Path(settings.CONTENT_DIR / stored)


def content_url(stored: str, *, public: bool, until: datetime | None = None) -> str:
    """The absolute URL path of a stored file: plain where it is public, else signed for twelve to thirteen hours.

    The expiry is rounded to the hour, so that the same file keeps the same address, and browsers their cache, for
    an hour. It is never later than `until`.
    """
    path = f"{settings.MEDIA_URL}{stored}"
    if public:
        return path
    expires = (int(time.time()) // HOUR + 13) * HOUR
    if until is not None:
        expires = min(expires, int(until.timestamp()))
    return f"{path}?expires={expires}&signature={_signature(path, str(expires))}"


def is_signed(request: HttpRequest) -> bool:
    """Whether the request carries a valid, unexpired signature over its own path."""
    expires = request.GET.get("expires", "")
    if not (expires.isascii() and expires.isdecimal() and len(expires) <= 12) or int(expires) < time.time():
        return False
    path = request.path.rstrip("/")
    return constant_time_compare(request.GET.get("signature", ""), _signature(path, expires))


def _signature(path: str, expires: str) -> str:
    return Signer(salt="content").signature(f"{path}\n{expires}")


def file_response(stored: str, *, public: bool, download_as: str = "") -> HttpResponse:
    """Hand a file the asker may have to whoever sends it: nginx, or core.serving beside Django.

    Raises NotFound where the file is gone.
    """
    path = absolute(stored)
    if not path.is_file():
        raise NotFound
    response = HttpResponse(content_type=CONTENT_TYPES.get(path.suffix, "application/octet-stream"))
    response["X-Accel-Redirect"] = INTERNAL_PREFIX + stored
    # Going private works at once, so even public files are asked for again; the ETag makes that cheap.
    response["Cache-Control"] = "public, no-cache" if public else "private, no-cache"
    if download_as:
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=download_as) or ""
    return response


def remove(stored: Iterable[str]) -> None:
    """Remove stored files, there or not."""
    for path in stored:
        absolute(path).unlink(missing_ok=True)


def is_older(path: Path, seconds: float) -> bool:
    """Whether a file came here so long ago; not where it is gone meanwhile.

    One that shares its bytes with another may have been written long before: what counts is when it got its name.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return time.time() - (found.st_mtime if found.st_nlink == 1 else found.st_ctime) > seconds


def sha256_of(path: Path) -> str:
    """The hash of a file's content, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def minimum_free_bytes() -> int:
    """How many bytes must stay free: MIN_FREE_BYTES, else the larger of 5 GB and 5 % of the disk."""
    if settings.MIN_FREE_BYTES is not None:
        return int(settings.MIN_FREE_BYTES)
    return max(5 * 10**9, shutil.disk_usage(settings.CONTENT_DIR).total // 20)


def require_free_space(needed_bytes: int = 0) -> None:
    """Raise StorageFull where storing `needed_bytes` would leave too little free."""
    settings.CONTENT_DIR.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.CONTENT_DIR).free - needed_bytes < minimum_free_bytes():
        raise StorageFull
