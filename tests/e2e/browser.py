"""A real Chromium, the one of the system, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
"""Among them what keeps it from asking for hosts that a closed network refuses."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser; each test opens its own `new_context()`, which shares nothing with the others."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert program, "no Chromium on PATH; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
