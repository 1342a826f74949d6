"""What the processes of a whole Soundbite hold in memory (Linux)."""

from __future__ import annotations

from contextlib import suppress

import psutil

from tests.e2e.conftest import Stack


def held_mb(stack: Stack, words: str) -> float:
    """Of all its processes with these words in their command: proportional set size."""
    total = 0
    for process in stack.processes(words):
        with suppress(psutil.NoSuchProcess):  # it ended just now
            total += process.memory_full_info().pss
    return total / 1e6
