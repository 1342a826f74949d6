"""What the supervisor shows: its own sentences, and the warnings its children write to their logs."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ALARMING = re.compile(rb"\b(WARNING|ERROR|CRITICAL|FATAL|PANIC)\b(?!.*DeprecationWarning)")
LINES_PER_PERIOD = 10
PERIOD_SECONDS = 30.0
LINE_BYTES = 300
LOG_LIMIT_BYTES = 20 * 1024**2
READ_BYTES = 1024**2


def say(text: str) -> None:
    """To the terminal; a terminal that was closed is no reason to fail."""
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        return


class LogWatch:
    """Reads what is added to a log, passes on its warnings in measure, and bounds its size while it is written."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.position = 0
        self.period_start = 0.0
        self.shown = 0

    def skip(self) -> None:
        """What stands there by now is of no interest."""
        self.position = self.log.stat().st_size

    def warnings(self) -> Iterator[str]:
        """The alarming lines since the last call, at most ten in thirty seconds."""
        for line in self.new_lines():
            if ALARMING.search(line) and self.may_show():
                yield line[:LINE_BYTES].decode(errors="replace")
        self.bound()

    def new_lines(self) -> list[bytes]:
        with self.log.open("rb") as file:
            file.seek(self.position)
            added = file.read(READ_BYTES)
        whole = len(added) if len(added) == READ_BYTES else added.rfind(b"\n") + 1
        self.position += whole
        return added[:whole].splitlines()

    def may_show(self) -> bool:
        now = time.monotonic()
        if now - self.period_start > PERIOD_SECONDS:
            self.period_start, self.shown = now, 0
        self.shown += 1
        return self.shown <= LINES_PER_PERIOD

    def bound(self) -> None:
        """Copies a log that has grown large and empties it: its writer appends, so it need not know."""
        if self.position < LOG_LIMIT_BYTES:
            return
        self.log.with_name(f"{self.log.name}.1").write_bytes(self.log.read_bytes())
        with self.log.open("r+b") as file:
            file.truncate()
        self.position = 0
