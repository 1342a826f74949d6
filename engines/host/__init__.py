"""Run an engine in a child process that can be stopped at any moment and never outlives its parent.

The child is `python -m engines.host`, the leader of its own process group. It reads one line with the job from stdin
and answers in lines of JSON: {"progress": 0.5}, {"warning": "..."}, {"result": {...}}, and at the end {"done": true} or
{"error": {...}}.
Its stdin stays open. A watchdog in its group, a shell that waits for the end of stdin, kills the whole group when the
parent is gone; being a process of its own it works while an engine holds Python's lock.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from engines import errors
from engines.errors import EngineError, HostError, Stopped
from engines.types import Progress

Values = dict[str, Any]
"""A JSON object."""

Job = Callable[[Values, Progress], Iterator[Values]]

JOBS = {
    "probe": "engines.jobs:run_probe",
    "prepare": "engines.jobs:run_prepare",
    "thumbnail": "engines.jobs:run_thumbnail",
    "file_cut": "engines.jobs:run_file_cut",
    "supercut_parts": "engines.supercuts.jobs:run_parts",
    "supercut_join": "engines.supercuts.jobs:run_join",
    "make_form": "engines.forms.jobs:run_make_form",
    "make_poster": "engines.forms.jobs:run_make_poster",
    "index_samples": "engines.jobs:run_index_samples",
    "transcribe": "engines.transcribers.registry:run_transcribe",
    "fetch_model": "engines.transcribers.registry:run_fetch",
    "look_at_machine": "engines.transcribers.machine:run_look",
    "check_captions": "engines.captions.jobs:run_check",
    "extract_captions": "engines.captions.jobs:run_extract",
    "lookup": "engines.downloaders.jobs:run_lookup",
    "download": "engines.downloaders.jobs:run_download",
    "diagnose": "engines.downloaders.jobs:run_diagnose",
}
"""Names of jobs and the functions behind them, which only the child imports.

A job takes JSON values and a progress callback, yields JSON values and raises EngineError.
"""

ROOT = Path(__file__).resolve().parent.parent.parent
SILENT_AFTER = 600.0
TICK = 0.1
GRACE = 0.5
STDERR_TAIL_BYTES = 4000

logger = logging.getLogger(__name__)


def stream(
    job: str,
    arguments: Values,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    silent_after: float = SILENT_AFTER,
    nice: int = 0,
) -> Iterator[Values]:
    """Run a job in a child and yield its results as they come. Any number of threads may do so at once.

    Args:
        job: a name in JOBS, or "module:function".
        arguments: what the job takes; must be JSON.
        progress: called in this thread, between results.
        stop: when set, the child and all its children are gone within about a second.
        silent_after: seconds without progress or result after which the child counts as hung.
        nice: added to the niceness of the child, 0 to 19.

    Raises:
        EngineError: the very error the job raised, of the same class.
        HostError: engine_crashed, engine_silent, both retryable.
        Stopped: `stop` was set.
    """
    with tempfile.TemporaryFile() as complaints:
        child = _start(complaints)
        try:
            _send(child, {"job": job, "arguments": arguments, "nice": nice})
            yield from _answers(child, progress, stop, silent_after)
        except _Broken:
            logger.error("engine %s ended without an answer: %s", job, _tail(complaints))  # noqa: TRY400 -- its trace says nothing
            raise HostError("engine_crashed", "The engine ended unexpectedly.", retryable=True) from None
        finally:
            _end(child)


def call(
    job: str,
    arguments: Values,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    silent_after: float = SILENT_AFTER,
    nice: int = 0,
) -> Values:
    """Run a job that has one result; see stream()."""
    results = stream(job, arguments, progress=progress, stop=stop, silent_after=silent_after, nice=nice)
    return deque(results, maxlen=1).pop()


class _Broken(Exception):
    """The child closed its output without a last word."""


def _start(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "engines.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": path},
        )
    except OSError as error:
        raise HostError("engine_crashed", "The engine could not be started.", retryable=True) from error


def _send(child: subprocess.Popen[bytes], message: Values) -> None:
    assert child.stdin  # noqa: S101 -- for the type: it was asked for
    try:
        child.stdin.write(json.dumps(message).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        raise _Broken from None


def _answers(
    child: subprocess.Popen[bytes], progress: Progress | None, stop: threading.Event | None, silent_after: float
) -> Iterator[Values]:
    for line in _lines(child, stop, silent_after):
        answer = json.loads(line)
        if "progress" in answer and progress:
            progress(answer["progress"])
        if "warning" in answer:
            logger.warning("an engine says: %s", answer["warning"])
        if "error" in answer:
            raise _error(answer["error"])
        if "done" in answer:
            return
        if "result" in answer:
            yield answer["result"]
    raise _Broken


def _lines(child: subprocess.Popen[bytes], stop: threading.Event | None, silent_after: float) -> Iterator[bytes]:
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(child, lines), daemon=True).start()
    last_word = time.monotonic()
    while True:
        if stop and stop.is_set():
            raise Stopped
        try:
            line = lines.get(timeout=TICK)
        except queue.Empty:
            if time.monotonic() - last_word > silent_after:
                raise HostError("engine_silent", "The engine hung and was ended.", retryable=True) from None
            continue
        if line is None:
            return
        yield line
        last_word = time.monotonic()


def _read(child: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    assert child.stdout  # noqa: S101 -- for the type: it was asked for
    with child.stdout:
        for line in child.stdout:
            if line.endswith(b"\n"):  # a torn line is the last of a killed child
                lines.put(line)
    lines.put(None)


def _error(values: Values) -> EngineError:
    kind = getattr(errors, values["kind"])
    error: EngineError = kind(values["code"], values["detail"], retryable=values["retryable"])
    return error


def _tail(complaints: IO[bytes]) -> str:
    size = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, size - STDERR_TAIL_BYTES))
    return complaints.read().decode(errors="replace")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Let the whole group end, by force after GRACE. The child is reaped last: until then the number is ours."""
    _signal_group(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while child.stdout and not child.stdout.closed and time.monotonic() < deadline:
        time.sleep(TICK / 4)
    _signal_group(child.pid, signal.SIGKILL)
    child.wait()
    with contextlib.suppress(BrokenPipeError):
        if child.stdin:
            child.stdin.close()


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: PermissionError where only zombies are left
        os.killpg(group, number)
