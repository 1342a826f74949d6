"""The child's side of engines.host: read a job, run it, answer in lines of JSON."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from importlib import import_module
from types import FrameType
from typing import IO, Any

from engines.errors import EngineError, FfmpegError
from engines.host import JOBS, Job

PROGRESS_EVERY = 0.25
WATCHDOG = "read -r _; kill -KILL 0"
"""Waits for the end of stdin (the parent writes nothing after the job), then kills its own process group."""


class Answers:
    """Writes answers; progress at most four times a second, never falling."""

    def __init__(self, output: IO[str]) -> None:
        self._output = output
        self._lock = threading.Lock()
        self._fraction = 0.0
        self._told_at = 0.0

    def say(self, **answer: Any) -> None:
        with self._lock:
            self._output.write(json.dumps(answer) + "\n")
            self._output.flush()

    def fail(self, error: EngineError) -> None:
        kind = type(error).__name__
        self.say(error={"kind": kind, "code": error.code, "detail": error.detail, "retryable": error.retryable})

    def progress(self, fraction: float) -> None:
        self._fraction = max(self._fraction, min(fraction, 1.0))
        now = time.monotonic()
        if now - self._told_at >= PROGRESS_EVERY or fraction >= 1.0:
            self._told_at = now
            self.say(progress=self._fraction)


class Warnings(logging.Handler):
    """Hands what engines warn of to the parent: nobody reads a child's stderr."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(logging.WARNING)
        self._answers = answers

    def emit(self, record: logging.LogRecord) -> None:
        self._answers.say(warning=self.format(record))


def main() -> None:
    """Run the one job on stdin."""
    job = json.loads(_first_line())
    answers = Answers(_private_stdout())
    logging.getLogger("engines").addHandler(Warnings(answers))
    signal.signal(signal.SIGTERM, _leave)
    watchdog = subprocess.Popen(["/bin/sh", "-c", WATCHDOG], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        os.nice(job["nice"])
        _run(job, answers)
    finally:
        watchdog.kill()
        watchdog.wait()


def _run(job: dict[str, Any], answers: Answers) -> None:
    try:
        for result in _find(job["job"])(job["arguments"], answers.progress):
            answers.say(result=result)
    except EngineError as error:
        answers.fail(error)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        answers.fail(FfmpegError("disk_full", "The disk is full.", retryable=True))
    else:
        answers.say(done=True)


def _find(name: str) -> Job:
    module, _, function = JOBS.get(name, name).partition(":")
    job: Job = getattr(import_module(module), function)
    return job


def _first_line() -> bytes:
    """One byte after the other, so that the rest of stdin is left to the watchdog."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            sys.exit("the parent went away before it named a job")
        line += byte
    return line


def _private_stdout() -> IO[str]:
    """The pipe to the parent; what libraries print goes to stderr instead."""
    pipe = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(pipe, "w", encoding="utf-8")


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit("asked to end")


if __name__ == "__main__":
    main()
