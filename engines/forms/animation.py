"""Moving pictures small enough to post: tried large and smooth first, then smaller until they fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 15_000_000


@dataclass(frozen=True, slots=True)
class Rung:
    """How large (the longer side, in pixels) and how smooth (frames a second)."""

    side: int
    rate: float

    @property
    def weight(self) -> float:
        """What the size of the file grows with."""
        return self.side**2 * self.rate


RUNGS = (Rung(640, 12.5), Rung(480, 12.5), Rung(480, 10), Rung(360, 10), Rung(240, 10), Rung(240, 5), Rung(160, 5))
"""GIF counts in hundredths of a second: a rate must divide 100. A minute of the last holds 8 million pixels at most,
which no coding makes larger than MOST_BYTES."""


def write_bounded(write: Callable[[Rung], None], partial: Path) -> Rung:
    """Have `partial` written with the first of RUNGS that fits; returns it."""
    rung = RUNGS[0]
    while True:
        write(rung)
        size = partial.stat().st_size
        if size <= MOST_BYTES or rung is RUNGS[-1]:
            return rung
        rung = next_rung(rung, size)


def next_rung(rung: Rung, size: int) -> Rung:
    """The next that may fit, judged by how much too large this one became."""
    wanted = rung.weight * MOST_BYTES / size
    later = RUNGS[RUNGS.index(rung) + 1 :]
    return next((smaller for smaller in later if smaller.weight <= wanted), later[-1])
