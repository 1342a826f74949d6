"""What an answer costs: processor time of who gives it, and time on the wall."""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds: processor time of a serving process and of our own, and wall time."""

    server: float
    own: float
    wall: float

    @property
    def cpu(self) -> float:
        return self.server + self.own


def measured(act: Callable[[], Answer], server: int | None = None) -> tuple[Answer, Cost]:
    """What `act` answers and costs; `server` is the id of the process that works for us beside our own."""
    served, own, wall = server_ms(server), time.process_time(), time.perf_counter()
    answer = act()
    wall, own = time.perf_counter() - wall, time.process_time() - own
    return answer, Cost(server_ms(server) - served, own * 1000, wall * 1000)


def server_ms(pid: int | None) -> float:
    """Processor time of a process so far, by Linux; not a number where the system does not tell.

    The first number of /proc/<pid>/schedstat, nanoseconds on a processor (proc_pid_schedstat in the kernel's
    documentation of the scheduler).
    """
    if pid is None:
        return 0.0
    try:
        return int(Path("/proc", str(pid), "schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return math.nan


def cpu_seconds() -> float:
    """Processor time of this process and of the children it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the smallest value that `share` of all do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
