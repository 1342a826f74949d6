"""Keeping watch over a download: its progress over all parts, its size, and time running out."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from engines.downloaders.failures import failure
from engines.downloaders.types import FetchOptions
from engines.types import Progress

LOOKS_EVERY = 0.5
"""Seconds between two looks at the clock."""


@contextmanager
def time_limit(seconds: float, code: str = "download_timeout", stalled: StallWatch | None = None) -> Iterator[None]:
    """Raise in this thread, wherever it is, once `seconds` are over or `stalled` says that nothing came for too long.

    Works in the main thread only, by SIGALRM: that interrupts connecting, reading and computing alike, whatever
    library is at work. It is raised again and again, in case that library caught it. Limits may be nested.

    Raises:
        DownloadError: `code`, or download_stalled.
    """
    deadline = time.monotonic() + seconds

    def look() -> None:
        if time.monotonic() > deadline:
            raise failure(code)
        if stalled and stalled.is_over():
            raise failure("download_stalled")

    with _looking() if not _looks else nullcontext():
        _looks.append(look)
        try:
            yield
        finally:
            _looks.pop()


_looks: list[Callable[[], None]] = []
"""What to look at, of the outermost limit first."""


@contextmanager
def _looking() -> Iterator[None]:
    """An alarm that calls all of `_looks` again and again."""

    def look_at_all(_number: int, _frame: FrameType | None) -> None:
        for look in _looks:
            look()

    handler = signal.signal(signal.SIGALRM, look_at_all)
    timer = signal.setitimer(signal.ITIMER_REAL, LOOKS_EVERY, LOOKS_EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)


class StallWatch:
    """Whether bytes still come."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._alive = time.monotonic()

    def is_over(self) -> bool:
        return time.monotonic() - self._alive > self._seconds

    def feed(self) -> None:
        self._alive = time.monotonic()


@dataclass(slots=True)
class Part:
    """One stream of a download. `total` is what its source said last, None where it said nothing."""

    path: Path
    total: int | None
    done: int = 0
    complete: bool = False

    @property
    def fraction(self) -> float:
        if self.complete:
            return 1.0
        return min(self.done / self.total, 1.0) if self.total else 0.0


class DownloadWatch:
    """The progress hook of yt-dlp: adds up the parts, reports, and ends a download that grows too large."""

    def __init__(self, parts: list[Part], options: FetchOptions, progress: Progress) -> None:
        self._parts = parts
        self._progress = progress
        self._max_bytes = options.max_bytes
        self._fraction = 0.0
        self._bytes = 0
        self.stall = StallWatch(options.stall_limit)
        self.part = parts[0]

    def hook(self, status: dict[str, Any]) -> None:
        """What yt-dlp calls after every block; see `progress_hooks` in yt_dlp.YoutubeDL.

        Raises:
            DownloadError: too_large, as soon as that is certain.
        """
        self._note(status)
        self._require_size(status.get("total_bytes"))
        self._report()

    def _note(self, status: dict[str, Any]) -> None:
        total = status.get("total_bytes") or status.get("total_bytes_estimate")
        self.part.total = int(total) if total else self.part.total
        self.part.complete = status.get("status") == "finished"
        done = status.get("downloaded_bytes") or (self.part.total if self.part.complete else 0)
        self.part.done = max(self.part.done, int(done or 0))

    def _require_size(self, promised: int | None) -> None:
        others = sum(part.done for part in self._parts if part is not self.part)
        if others + max(self.part.done, promised or 0) > self._max_bytes:
            raise failure("too_large")

    def _report(self) -> None:
        received = sum(part.done for part in self._parts)
        if received > self._bytes or self.part.complete:
            self._bytes = received
            self.stall.feed()
        self._fraction = max(self._fraction, self._done())
        self._progress(self._fraction)

    def _done(self) -> float:
        """The fraction of all bytes; a part that never told its size counts like the mean of the others."""
        known = [part.total for part in self._parts if part.total]
        usual = sum(known) / len(known) if known else 1.0
        weights = [part.total or usual for part in self._parts]
        return sum(weight * part.fraction for weight, part in zip(weights, self._parts, strict=True)) / sum(weights)
