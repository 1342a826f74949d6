"""What goes wrong: processes of the stack are killed, or stopped for a while, at random."""

from __future__ import annotations

import contextlib
import random
import signal
import time
from dataclasses import dataclass, field

import psutil

from tests.chaos.stack import ChaosStack

VICTIMS = {
    "web": ("uvicorn", 3),
    "steps": ("-n steps@", 3),
    "helper": ("-n helper@", 3),
    "clips": ("-n clips@", 1),
    "beat": ("celery -A config beat", 1),
    "redis": ("unixsocket", 3),
    "postmaster": ("bin/postgres -D", 2),
    "backend": ("postgres: soundbite", 3),
    "engine": ("engines.host", 5),
    "ffmpeg": ("-nostdin", 3),
}
"""Kind of process: words of its command line, and how often it is chosen."""

NEVER_KILLED = {"helper"}  # nobody would start it again

CALM = (0.3, 2.5)
"""Seconds between two blows."""
PAUSES = (0.5, 1, 2, 4, 9, 15, 30)
"""Seconds that a process stays stopped."""


@dataclass
class Monkey:
    """Strikes for some seconds; `log` tells what it did."""

    stack: ChaosStack
    dice: random.Random
    log: list[str] = field(default_factory=list)
    stopped: list[tuple[float, psutil.Process]] = field(default_factory=list)

    def rage(self, seconds: float) -> None:
        began = time.monotonic()
        try:
            while (now := time.monotonic()) < began + seconds:
                self.wake(now)
                self.strike(now - began)
                time.sleep(self.dice.uniform(*CALM))
        finally:
            self.wake(float("inf"))

    def wake(self, now: float) -> None:
        """Let go on whoever has been stopped for long enough."""
        due = [process for until, process in self.stopped if until <= now]
        self.stopped = [(until, process) for until, process in self.stopped if until > now]
        for process in due:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()

    def strike(self, moment: float) -> None:
        """One blow; a kind of which none runs at the moment gets away."""
        kind = self.dice.choices(list(VICTIMS), [weight for _, weight in VICTIMS.values()])[0]
        is_kill = self.dice.random() < 0.6 and kind not in NEVER_KILLED
        pause, pick = self.dice.choice(PAUSES), self.dice.random()
        found = sorted(self.stack.processes(VICTIMS[kind][0]), key=lambda process: process.pid)
        if not found:
            return
        victim = found[int(pick * len(found))]
        with contextlib.suppress(psutil.NoSuchProcess):
            if is_kill:
                victim.send_signal(signal.SIGKILL)
            else:
                victim.suspend()
                self.stopped.append((time.monotonic() + pause, victim))
            self.log.append(f"{moment:5.1f} s  {kind} {victim.pid} {'killed' if is_kill else f'stopped for {pause} s'}")
