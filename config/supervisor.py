"""Keeps a stack of programs up: starts them in order, restarts what dies, and ends them all in the right order."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import FrameType

from config.console import LogWatch, say
from config.embedded import Service, ServiceError
from config.embedded.service import last_lines

TICK_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.2
LAST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 60.0  # after that long without a death, the pauses begin small again
EARLY_DEATHS = 5  # of one program before it was ever ready
START_SECONDS = 300.0  # a database may have much to recover
STILL_WAITING_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Program:
    """What is to run. Programs of the highest rank are stopped first; `launch` starts it without waiting."""

    name: str
    rank: int
    launch: Callable[[], Service]


@dataclass(slots=True)
class Child:
    """A program and its present process, if any. Times are of time.monotonic()."""

    program: Program
    service: Service | None = None
    watch: LogWatch | None = None
    is_up: bool = False
    was_up: bool = False
    deaths: int = 0
    due: float = 0.0
    started: float = 0.0
    trouble: str = ""

    def tick(self, now: float) -> None:
        """One look: start what is due, notice an end or readiness, pass on warnings. As short as a probe."""
        if self.service is None:
            self.launch(now)
        elif self.service.has_ended():
            self.bury(self.service, now)
        elif not self.is_up:
            self.welcome(self.service)
        elif self.watch is not None:
            for line in self.watch.warnings():
                say(f"[{self.program.name}] {line}")
            if now - self.started > STEADY_SECONDS:
                self.deaths = 0

    def launch(self, now: float) -> None:
        if now < self.due:
            return
        try:
            self.service = self.program.launch()
        except ServiceError as error:
            self.note_death(now, str(error), "")
            return
        self.started = now
        self.watch = LogWatch(self.service.log)

    def welcome(self, service: Service) -> None:
        if not service.is_ready():
            return
        if self.watch is not None:
            self.watch.skip()
        if self.was_up:
            say(f"{self.program.name} is back.")
        self.is_up = self.was_up = True

    def bury(self, service: Service, now: float) -> None:
        service.close()
        self.service, self.is_up = None, False
        code = service.process.returncode
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        detail = f" The end of {service.log}:\n{last_lines(service.log)}"
        self.note_death(now, f"{self.program.name} ended {how}.", detail)

    def note_death(self, now: float, trouble: str, detail: str) -> None:
        """Plans the next start, after a pause that grows from 0.2 to 10 seconds."""
        self.trouble = trouble + detail
        pause = min(LAST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(self.deaths, 10))
        self.due = now + pause
        self.deaths += 1
        if self.was_up:
            say(f"{trouble} Starting it again in {pause:g} s.")


class Supervisor:
    """Signals only leave a mark here; the loops look at it, so nothing is interrupted half-way."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stop_requests = 0

    def catch_signals(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal end the stack; a hang-up that our starter ignores stays ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue
            signal.signal(number, self.request_stop)

    def request_stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self.stop_requests += 1

    def bring_up(self, programs: Sequence[Program]) -> None:
        """Starts these side by side and waits until all are ready, or a stop is asked for. Raises ServiceError."""
        begun = [Child(program) for program in programs]
        self.children += begun
        start = time.monotonic()
        told = start
        while not self.stop_requests and not all(child.is_up for child in begun):
            now = time.monotonic()
            self.tick(now)
            for child in begun:
                check_start(child, now - start)
            if now - told > STILL_WAITING_SECONDS:
                told = now
                say(f"Still waiting for {', '.join(child.program.name for child in begun if not child.is_up)} ...")
            time.sleep(TICK_SECONDS)

    def keep_up(self) -> None:
        """Until a stop is asked for."""
        while not self.stop_requests:
            self.tick(time.monotonic())
            time.sleep(TICK_SECONDS)

    def tick(self, now: float) -> None:
        for child in self.children:
            child.tick(now)

    def shut_down(self) -> None:
        """Ends everything, the highest rank first. A further signal hastens it."""
        living = [(child.program.rank, child.service) for child in self.children if child.service is not None]
        living.sort(key=lambda pair: -pair[0])
        for _rank, pairs in groupby(living, key=lambda pair: pair[0]):
            self.stop_together([service for _, service in pairs])
        self.children.clear()

    def stop_together(self, services: Sequence[Service]) -> None:
        seen = self.stop_requests
        while any(not service.has_ended() for service in services):
            if self.stop_requests > max(seen, 1):
                seen = self.stop_requests
                for service in services:
                    service.hasten()
            for service in services:
                service.ask_to_stop(time.monotonic())
            time.sleep(TICK_SECONDS / 2)
        for service in services:
            service.close()


def check_start(child: Child, waited_seconds: float) -> None:
    if child.is_up:
        return
    if child.deaths > EARLY_DEATHS:
        raise ServiceError(f"{child.program.name} does not start. {child.trouble}")
    if waited_seconds > START_SECONDS:
        where = f" See {child.service.log}." if child.service else ""
        raise ServiceError(f"{child.program.name} is not ready after {START_SECONDS:g} seconds.{where}")
