"""The downloaders, run in a child process: same values, same errors, and HostError when the child breaks.

Every call blocks its thread and raises Stopped within about a second of `stop` being set, with nothing left running.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from engines import host
from engines.downloaders.diagnosis import Finding
from engines.downloaders.jobs import downloaded_from, options_values, source_from
from engines.downloaders.types import Downloaded, FetchOptions, SourceInfo
from engines.types import Progress

MARGIN = 60.0
"""Seconds that a child gets beyond its own limits before it counts as hung."""


def lookup(url: str, options: FetchOptions, *, stop: threading.Event | None = None) -> SourceInfo:
    """See engines.downloaders.ytdlp.lookup."""
    arguments = {"url": url, "options": options_values(options)}
    return source_from(host.call("lookup", arguments, stop=stop, silent_after=options.lookup_limit + MARGIN))


def diagnose(url: str, options: FetchOptions) -> Iterator[Finding]:
    """See engines.downloaders.diagnosis.diagnose."""
    arguments = {"url": url, "options": options_values(options)}
    for values in host.stream("diagnose", arguments, silent_after=options.lookup_limit + MARGIN):
        yield Finding(**values)


def download(
    url: str,
    folder: Path,
    options: FetchOptions,
    *,
    progress: Progress | None = None,
    sound: Callable[[Path], None] | None = None,
    stop: threading.Event | None = None,
) -> Downloaded:
    """See engines.downloaders.ytdlp.download. What was fetched so far stays in the folder when it is stopped.

    `sound` is called in this thread with the path of the sound, where that is here before the picture: link or open it
    at once, it goes when the download ends.
    """
    arguments = {"url": url, "folder": str(folder), "options": options_values(options)}
    silent_after = max(options.stall_limit, options.lookup_limit) + MARGIN
    values: dict[str, Any] = {}
    for values in host.stream("download", arguments, progress=progress, stop=stop, silent_after=silent_after):
        if sound and "sound" in values:
            sound(Path(values["sound"]))
    return downloaded_from(values)
