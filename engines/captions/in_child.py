"""Reading captions in a child process: a hostile file can waste no more than its time."""

from __future__ import annotations

import threading
from pathlib import Path

from engines import host
from engines.captions.jobs import captions_from
from engines.types import CaptionFile

QUICK = 30.0
SLOW = 600.0
"""Seconds after which the child counts as hung: for a file of captions alone, and for a track in a long film."""


def check(path: Path, *, stop: threading.Event | None = None) -> None:
    """Raises CaptionError(captions_unreadable) for a file that holds no captions; see engines.captions.reading."""
    host.call("check_captions", {"path": str(path)}, stop=stop, silent_after=QUICK)


def extract(
    source: Path, target: Path, language: str = "", *, stop: threading.Event | None = None
) -> CaptionFile | None:
    """See engines.captions.embedded.extract."""
    arguments = {"source": str(source), "target": str(target), "language": language}
    return captions_from(host.call("extract_captions", arguments, stop=stop, silent_after=SLOW)["captions"])
