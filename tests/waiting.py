"""Waiting for what happens elsewhere: in another process, another thread, or just after a row has changed."""

import time
from collections.abc import Callable

SECONDS = 120.0
PAUSE = 0.05


def wait_until(happened: Callable[[], object], what: str = "it did not happen", seconds: float = SECONDS) -> None:
    """Wait until it holds; fails with `what` was waited for after so many seconds.

    Playwright's own `wait_for_function` compiles text in the page, which our content policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain: {what}"
        time.sleep(PAUSE)
