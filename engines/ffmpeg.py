"""The one module that runs ffmpeg: finds it, opens nothing but real local media, reads its progress, stops it."""

from __future__ import annotations

import errno
import logging
import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import ffmpeg

from engines import fonts
from engines.errors import FfmpegError, Stopped
from engines.types import Progress

CONTAINERS = "aac,ac3,aiff,amr,asf,au,avi,caf,eac3,flac,flv,matroska,mov,mp3,mpeg,mpegts,mxf,ogg,rm,tta,w64,wav,wv"
"""Demuxers of real containers. Playlists (hls, dash, concat, sdp) and picture sequences open other files: never."""

PROTOCOLS = "file,pipe"
IN_TIME = {"async": 1, "first_pts": 0, "min_hard_comp": 0.02}
"""Options of `aresample` for sound that stays beside its picture: gaps and overlaps above 20 ms are filled and cut."""

SILENT_AFTER = 120.0
EXIT_WITHIN = 30.0
TICK = 0.2
MOST_WARNINGS = 2000
SIGNS_OF_LIFE = {"out_time_us", "total_size", "frame"}

Node = Any
"""A node of ffmpeg-python's graph; the package has no types."""

logger = logging.getLogger(__name__)


@cache
def executable() -> str:
    """Path of the ffmpeg on PATH, else of the static one in the imageio-ffmpeg wheel.

    Raises:
        FfmpegError: ffmpeg_missing.
    """
    if found := shutil.which("ffmpeg"):
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415 -- only where PATH has none

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise FfmpegError("ffmpeg_missing", "FFmpeg is not installed on this machine.") from error


def source(path: Path, **options: object) -> Node:
    """A local media file as an input that can open nothing else."""
    return ffmpeg.input(f"file:{path}", protocol_whitelist=PROTOCOLS, format_whitelist=CONTAINERS, **options)


def generated(description: str) -> Node:
    """Pictures or sound that ffmpeg makes itself; `description` is ours, never from outside."""
    return ffmpeg.input(description, format="lavfi")


def output(*streams: Node, target: Path | str, **options: object) -> Node:
    """Streams written to a local file or to "pipe:"."""
    where = f"file:{target}" if isinstance(target, Path) else target
    return ffmpeg.output(*streams, where, **options)


def together(outputs: Sequence[Node]) -> Node:
    """Several outputs that one ffmpeg writes side by side."""
    return outputs[0] if len(outputs) == 1 else ffmpeg.merge_outputs(*outputs)


def own(path: Path, form: str) -> Node:
    """A file that this program made itself (a palette, subtitles) as an input, in a format nobody else may bring."""
    return ffmpeg.input(f"file:{path}", protocol_whitelist=PROTOCOLS, format=form)


def command(output: Node, level: str = "error") -> list[str]:
    """The command line of an output, which says what is of that level and asks no questions."""
    quiet = output.global_args("-nostdin", "-v", level).overwrite_output()
    return [str(word) for word in quiet.compile(cmd=executable())]


def run(
    output: Node,
    *,
    duration: float,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    silent_after: float = SILENT_AFTER,
) -> None:
    """Run a command to its end.

    Args:
        output: what ffmpeg-python's `output()` gave.
        duration: seconds that will be written, the whole of `progress`.
        progress: called while the output grows, and with 1.0 at the end.
        stop: when set, ffmpeg is killed within a fraction of a second.
        silent_after: seconds without growth after which ffmpeg counts as hung and is killed.

    Raises:
        FfmpegError: ffmpeg_failed, ffmpeg_stalled, ffmpeg_killed, disk_full, ffmpeg_missing.
        Stopped: `stop` was set.
    """
    report = progress or (lambda _fraction: None)
    with _Running([*command(output), "-progress", "pipe:1"]) as running:
        for seconds in _written(running.lines(stop, silent_after)):
            report(min(seconds / duration, 1.0) if duration > 0 else 0.0)
        running.finish()
    report(1.0)


def pipe(output: Node, block_bytes: int, *, silent_after: float = SILENT_AFTER) -> Iterator[bytes]:
    """Run a command that writes to `pipe:` and yield that, `block_bytes` at a time (the last block may be shorter).

    Closing the generator kills ffmpeg, and so does waiting longer than `silent_after` seconds for a block.

    Raises:
        FfmpegError: ffmpeg_failed, ffmpeg_stalled, ffmpeg_killed, ffmpeg_missing.
    """
    with _Running(command(output)) as running:
        while block := running.read(block_bytes, silent_after):
            yield block
        running.finish()


def warnings(output: Node, *, silent_after: float = SILENT_AFTER) -> list[str]:
    """Run a command that writes to nowhere ("-", format "null") for what ffmpeg and its libraries warn of.

    Raises:
        FfmpegError: ffmpeg_failed, ffmpeg_stalled, ffmpeg_killed, ffmpeg_missing.
    """
    with _Running(command(output, "warning"), keep=MOST_WARNINGS) as running:
        running.read(1, silent_after)
        running.finish()
        return running.complaints()


class _Running:
    """An ffmpeg process whose complaints are collected, and that never outlives its `with`."""

    def __init__(self, arguments: list[str], keep: int = 20) -> None:
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **fonts.environment()},
        )
        assert self._process.stdout  # noqa: S101 -- for the type: it was asked for
        assert self._process.stderr  # noqa: S101 -- for the type: it was asked for
        self._output: IO[bytes] = self._process.stdout
        self._errors: IO[bytes] = self._process.stderr
        self._complaints: deque[bytes] = deque(maxlen=keep)
        self._threads: list[threading.Thread] = []
        self._in_thread(lambda: self._complaints.extend(self._errors))

    def __enter__(self) -> _Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        self._errors.close()
        self._output.close()

    def _in_thread(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def lines(self, stop: threading.Event | None, silent_after: float) -> Iterator[tuple[str, str]]:
        """What `-progress` writes, as (key, value); a value that did not change is no sign of life."""
        lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._in_thread(lambda: _copy(self._output, lines))
        latest: dict[str, str] = {}
        alive = time.monotonic()
        while True:
            if stop and stop.is_set():
                raise Stopped
            if time.monotonic() - alive > silent_after:
                raise _stalled()
            try:
                line = lines.get(timeout=TICK)
            except queue.Empty:
                continue
            if line is None:
                return
            key, _, value = line.decode(errors="replace").strip().partition("=")
            if key in SIGNS_OF_LIFE and latest.get(key) != value:
                latest[key], alive = value, time.monotonic()
            yield key, value

    def read(self, size: int, silent_after: float) -> bytes:
        """The next bytes of the output, fewer than `size` only at its end."""
        watch = threading.Timer(silent_after, self._process.kill)
        watch.start()
        try:
            block = self._output.read(size)
        finally:
            still_watching = watch.is_alive()
            watch.cancel()
        if not still_watching:
            raise _stalled()
        return block

    def complaints(self) -> list[str]:
        """The last lines it said, once it has ended."""
        self._threads[0].join()
        return [line.decode(errors="replace") for line in self._complaints]

    def finish(self) -> None:
        """Wait for the end of the process; raises FfmpegError where it failed."""
        try:
            code = self._process.wait(timeout=EXIT_WITHIN)
        except subprocess.TimeoutExpired:
            raise _stalled() from None
        if code == 0:
            return
        text = "".join(self.complaints())
        logger.warning("ffmpeg ended with %s: %s", code, text)
        if -code in {signal.SIGKILL, signal.SIGTERM}:
            raise FfmpegError("ffmpeg_killed", "FFmpeg was ended from outside.", retryable=True)
        if os.strerror(errno.ENOSPC) in text:
            raise FfmpegError("disk_full", "The disk is full.", retryable=True)
        raise FfmpegError("ffmpeg_failed", "FFmpeg could not process this file to its end.")


def _stalled() -> FfmpegError:
    return FfmpegError("ffmpeg_stalled", "FFmpeg made no progress and was ended.", retryable=True)


def _copy(output: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    for line in output:
        lines.put(line)
    lines.put(None)


def _written(lines: Iterator[tuple[str, str]]) -> Iterator[float]:
    """Seconds written so far, never falling; ffmpeg says N/A before the first packet."""
    reached = 0.0
    for key, value in lines:
        if key == "out_time_us" and value.isdigit():
            reached = max(reached, int(value) / 1_000_000)
            yield reached
