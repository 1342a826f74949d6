"""Jobs for the tests of engines.host, run in its child."""

import faulthandler
import logging
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

from engines.errors import ClipError
from engines.types import Progress

Values = dict[str, Any]


def count(arguments: Values, progress: Progress) -> Iterator[Values]:
    for number in range(arguments["to"]):
        progress((number + 1) / arguments["to"])
        yield {"number": number}


def echo(arguments: Values, _progress: Progress) -> Iterator[Values]:
    print("a library that talks")  # noqa: T201 -- must not reach the parent as an answer
    yield {"arguments": arguments, "nice": os.nice(0), "group": os.getpgid(0), "pid": os.getpid()}


def refuse(_arguments: Values, _progress: Progress) -> Iterator[Values]:
    raise ClipError("clip_failed", "No.", retryable=True)
    yield {}


def fill_disk(_arguments: Values, _progress: Progress) -> Iterator[Values]:
    raise OSError(28, "No space left on device")
    yield {}


def warn(_arguments: Values, _progress: Progress) -> Iterator[Values]:
    logging.getLogger("engines.tests").warning("the GPU is full")
    logging.getLogger("engines.tests").info("nobody wants to know")
    logging.getLogger("somebody.else").warning("of no interest")
    yield {"done": True}


def raise_bug(_arguments: Values, _progress: Progress) -> Iterator[Values]:
    raise ZeroDivisionError("secret of the trace")
    yield {}


def die(arguments: Values, _progress: Progress) -> Iterator[Values]:
    yield {"last": "word"}
    faulthandler.disable()
    os.kill(os.getpid(), arguments["signal"])
    time.sleep(10)


def sleep(arguments: Values, _progress: Progress) -> Iterator[Values]:
    """Starts a child of its own, like an engine its ffmpeg, tells both numbers, and sleeps."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield {"pids": [os.getpid(), child.pid]}
    time.sleep(60)


def hold_the_lock(_arguments: Values, _progress: Progress) -> Iterator[Values]:
    """Never lets another thread or signal handler of this interpreter run again."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield {"pids": [os.getpid(), child.pid]}
    deque(repeat(None), maxlen=0)


def clean_up(arguments: Values, _progress: Progress) -> Iterator[Values]:
    path = Path(arguments["path"])
    path.touch()
    try:
        yield {}
        time.sleep(60)
    finally:
        path.unlink()
