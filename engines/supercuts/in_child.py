"""The making of supercuts, run in a child process: same values, same errors, and HostError when the child breaks.

Every call blocks its thread and raises Stopped within about a second of `stop` being set, with nothing left running.
Forms of progress and files are those of engines.supercuts.parts and engines.supercuts.joining.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from engines import host
from engines.supercuts.jobs import piece_values
from engines.supercuts.parts import Wanted
from engines.supercuts.types import Joined
from engines.types import Progress

NICE = 5
"""A supercut is long work: whoever waits for a clip goes first."""


def make_parts(
    wanted: Sequence[Wanted], *, picture: bool, progress: Progress | None = None, stop: threading.Event | None = None
) -> None:
    """See engines.supercuts.parts.make_parts."""
    values = [(piece_values(piece), str(target)) for piece, target in wanted]
    arguments = {"wanted": values, "picture": picture, "threads": 0}
    host.call("supercut_parts", arguments, progress=progress, stop=stop, nice=NICE)


def join(
    parts: Sequence[tuple[Path, int]],
    target: Path,
    form: str,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Joined:
    """See engines.supercuts.joining.join; each part with its length in frames, `form` one of its Form."""
    files, frames = [str(part) for part, _frames in parts], [length for _part, length in parts]
    arguments = {"parts": files, "frames": frames, "target": str(target), "form": form}
    return Joined(**host.call("supercut_join", arguments, progress=progress, stop=stop, nice=NICE))
