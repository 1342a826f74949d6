"""What models have in common when they are fetched: one process at a time, progress by bytes, and sums to check by."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engines.errors import TranscriptionError
from engines.types import Progress

DEFAULT_FOLDER = Path("~/.cache/soundbite/models")
LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class FileSum:
    """What a file should be; `sha256` in hex, empty where nobody tells it."""

    size_bytes: int
    sha256: str


def is_whole(file: Path, expected: FileSum, *, thoroughly: bool) -> bool:
    """Whether a file is there as it should be; its content is read only `thoroughly`."""
    if not file.is_file() or file.stat().st_size != expected.size_bytes:
        return False
    return not (thoroughly and expected.sha256) or sha256_of(file) == expected.sha256


def sha256_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def unavailable(reason: str, advice: str, *, retryable: bool) -> TranscriptionError:
    return TranscriptionError("model_unavailable", f"{reason} {advice}", retryable=retryable)


def reraise_full_disk(error: Exception) -> None:
    """A full disk is no matter of the network: engines.host gives it its own code."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        raise error


@contextmanager
def alone(target: Path, alive: Callable[[], None]) -> Iterator[None]:
    """One process at a time fetches to `target`; `alive` is called every second while another one does."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        while not _has_locked(lock.fileno()):
            alive()
            time.sleep(LOOK_EVERY)
        yield


def _has_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def watching(place: Path, total: int, progress: Progress) -> Iterator[None]:
    """Tell how much of `total` bytes lies in a folder or file, whenever that has grown."""
    finished = threading.Event()

    def watch() -> None:
        known = 0
        while not finished.wait(LOOK_EVERY):
            found = stored_bytes(place)
            if found != known:
                known = found
                progress(min(found / total, 1.0) if total else 0.0)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def stored_bytes(place: Path) -> int:
    """What is really written: some write a file of the full length at once, and fill it."""
    files = [place] if place.is_file() else place.rglob("*")
    total = 0
    for file in files:
        try:
            found = file.lstat()
        except FileNotFoundError:  # a temporary file went away in between
            continue
        if file.is_file():
            total += min(found.st_size, found.st_blocks * 512)
    return total
