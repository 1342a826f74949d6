"""The media engines, run in a child process: same values, same errors, and HostError when the child breaks.

Every call blocks its thread, forwards `progress` in it, and raises Stopped within about a second of `stop` being set,
with nothing left running. `nice` is added to the niceness of the child.
"""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path

from engines import host
from engines.clips import FileCut
from engines.forms.types import Made, Order
from engines.jobs import info_from
from engines.types import MediaInfo, Progress

QUICK = 60.0
"""Seconds after which a child that should answer at once counts as hung."""


def probe(path: Path, *, stop: threading.Event | None = None) -> MediaInfo:
    """See engines.media.probe."""
    return info_from(host.call("probe", {"path": str(path)}, stop=stop, silent_after=QUICK))


def prepare(  # noqa: PLR0913 -- the last three are the same everywhere
    source: Path,
    target: Path,
    info: MediaInfo,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    threads: int = 0,
    nice: int = 0,
) -> MediaInfo:
    """See engines.media.prepare."""
    arguments = {"source": str(source), "target": str(target), "info": asdict(info), "threads": threads}
    return info_from(host.call("prepare", arguments, progress=progress, stop=stop, nice=nice))


def thumbnail(source: Path, target: Path, at: float, *, stop: threading.Event | None = None) -> None:
    """See engines.media.thumbnail."""
    arguments = {"source": str(source), "target": str(target), "at": at}
    host.call("thumbnail", arguments, stop=stop, silent_after=QUICK)


def file_cut(  # noqa: PLR0913 -- the last four are the same everywhere
    source: Path,
    target: Path,
    start: float,
    end: float,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    threads: int = 0,
    nice: int = 0,
) -> FileCut:
    """See engines.clips.file_cut."""
    arguments = {"source": str(source), "target": str(target), "start": start, "end": end, "threads": threads}
    return FileCut(**host.call("file_cut", arguments, progress=progress, stop=stop, nice=nice))


def make_form(  # noqa: PLR0913 -- the last four are the same everywhere
    source: Path,
    target: Path,
    order: Order,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    threads: int = 0,
    nice: int = 0,
) -> Made:
    """See engines.forms.make.make_form."""
    arguments = {"source": str(source), "target": str(target), "order": asdict(order), "threads": threads}
    return Made(**host.call("make_form", arguments, progress=progress, stop=stop, nice=nice))


def make_poster(source: Path, target: Path, at: float, crop: str = "none") -> None:
    """See engines.forms.poster.make_poster."""
    arguments = {"source": str(source), "target": str(target), "at": at, "crop": crop}
    host.call("make_poster", arguments, silent_after=QUICK)


def index_samples(source: Path, *, stop: threading.Event | None = None) -> None:
    """See engines.clips.index_samples."""
    host.call("index_samples", {"path": str(source)}, stop=stop, silent_after=QUICK)
