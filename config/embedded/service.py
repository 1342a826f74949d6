"""A program of ours that runs beside us: started so that it ends with us, waited for, and stopped step by step."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

CHILD = Path(__file__).with_name("child.py")
LOG_KEPT_BYTES = 5 * 1024**2
POLL_SECONDS = 0.05
LOCK_TRIES = 10
START_TRIES = 6

Ladder = Sequence[tuple[signal.Signals, float]]


class ServiceError(Exception):
    """A service cannot run. The message is a plain sentence for the person at the terminal."""


class AlreadyRunning(ServiceError):
    """Another process of ours runs this service on this data folder."""


@dataclass(slots=True)
class Lock:
    """An exclusive lock on a file that ends with its process, however that ends."""

    descriptor: int

    def release(self) -> None:
        """May be repeated."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def hold(path: Path, what: str) -> Lock:
    """Raises AlreadyRunning where another process holds it. Tries for half a second: `is_held` looks by locking."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    for attempt in range(LOCK_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if attempt < LOCK_TRIES - 1:
                time.sleep(POLL_SECONDS)
    else:
        owner = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise AlreadyRunning(f"{what} already runs with the data folder {path.parent} (process {owner}).")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return Lock(descriptor)


def is_held(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@dataclass(slots=True)
class Service:
    """A running program. `ladder` is how it is stopped: each signal with the seconds it gets before the next."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    is_ready: Callable[[], bool]
    ladder: Ladder = ((signal.SIGTERM, 8.0),)
    lock: Lock | None = None
    asked_at: float | None = field(default=None, init=False)
    sent: signal.Signals | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def has_ended(self) -> bool:
        """Asks the system, and so takes the ended process off its list: PostgreSQL cannot come back before."""
        return self.process.poll() is not None

    def ask_to_stop(self, now: float) -> None:
        """Sends the signal that is due by now, SIGKILL to its whole group at the end; may be called again and again."""
        if self.has_ended():
            return
        if self.asked_at is None:
            self.asked_at = now
        due = signal.SIGKILL
        patience = now - self.asked_at
        for number, seconds in self.ladder:
            if patience < seconds:
                due = number
                break
            patience -= seconds
        self.send(due)

    def send(self, number: signal.Signals) -> None:
        if number is signal.SIGKILL:
            self.kill_group()
        elif self.sent != number:
            self.sent = number
            self.process.send_signal(number)

    def hasten(self) -> None:
        """Goes on to the next rung at once: somebody is impatient."""
        self.ladder = self.ladder[1:]
        self.asked_at = None

    def kill_group(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # macOS says EPERM for a group of zombies
            return

    def stop(self) -> None:
        """Waits until it has ended, with everything in its process group; may be repeated."""
        while not self.has_ended():
            self.ask_to_stop(time.monotonic())
            time.sleep(POLL_SECONDS)
        self.close()

    def close(self) -> None:
        """After its end: what is left of its group goes too, and its lock is free."""
        self.kill_group()
        if self.lock is not None:
            self.lock.release()


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    prefix: Sequence[str] = (),
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    last_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """A process in a session of its own (Ctrl-C reaches only us), which gets `last_signal` when we end.

    Linux counts the end of the *thread* that called this as our end, so call it from the main thread.
    """
    way = "kernel" if sys.platform == "linux" else "watch"
    launcher = [sys.executable, "-I", "-S", str(CHILD), str(os.getpid()), str(int(last_signal)), way]
    log.parent.mkdir(parents=True, exist_ok=True)
    rotate(log)
    with log.open("ab") as output:
        return subprocess.Popen(
            [*prefix, *launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=None if env is None else dict(env),
            start_new_session=True,
        )


def rotate(log: Path) -> None:
    """Sets a log aside that has grown; one old one is kept."""
    if log.exists() and log.stat().st_size > LOG_KEPT_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))


def last_lines(log: Path, count: int = 5) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-count:])


def start(launch: Callable[[], Service], deadline_seconds: float = 120.0) -> Service:
    """Launches and waits until it is ready; launches again if it ends early. Raises ServiceError."""
    deadline = time.monotonic() + deadline_seconds
    for attempt in range(START_TRIES):
        service = launch()
        if wait_ready(service, deadline):
            return service
        service.stop()
        if time.monotonic() > deadline:
            break
        time.sleep(0.2 * 2**attempt)
    raise ServiceError(f"{service.name} did not start. The end of {service.log}:\n{last_lines(service.log)}")


def wait_ready(service: Service, deadline: float) -> bool:
    """False when it ended or the deadline (of time.monotonic) passed first; stops it when this is interrupted."""
    try:
        while not service.has_ended() and time.monotonic() < deadline:
            if service.is_ready():
                return True
            time.sleep(POLL_SECONDS)
    except BaseException:
        service.stop()
        raise
    return False
