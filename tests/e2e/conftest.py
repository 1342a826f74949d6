"""A whole Soundbite, as `make run` starts it: its own servers, web process, workers and beat."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from tests.media import SPOKEN, ffmpeg

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.person import Person
    from tests.e2e.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
TITLE = "A river, a train and fresh bread"
HOSTILE = "<img src=x onerror=\"document.title='owned'\"> \u202eright to left"


class Stack:
    """A running Soundbite. `settings` are set in its environment besides."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.folder = folder
        self.content = folder / "content"
        self.log = folder / "up.log"
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {
            "DATA_DIR": str(folder / "data"),
            "CONTENT_DIR": str(self.content),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MAX_UPLOAD_BYTES": str(50 * 1024**2),
            "ALLOW_PRIVATE_SOURCES": "1",
            "YTDLP_PLUGINS": str(ROOT / "tests" / "engines" / "downloaders" / "plugins"),
        }
        environment.pop("SOUNDBITE_PROCESS", None)
        self.environment = environment | settings
        self.open = ExitStack()
        self.start()

    def start(self) -> None:
        """Also after an end, on the same folders."""
        with self.log.open("a") as log:
            command = [sys.executable, "manage.py", "up"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.address}/readyz", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise AssertionError(self.log.read_text())

    def processes(self, words: str) -> list[psutil.Process]:
        """Our processes whose command line holds these words."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if words in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def client(self) -> httpx.Client:
        """A client that is closed with the stack."""
        return self.open.enter_context(httpx.Client(base_url=f"{self.address}/api/v1/", timeout=60))

    def stop(self) -> None:
        self.open.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Stack]:
    """A Soundbite with these settings, from when it is ready on; it ends with the block."""
    stack = Stack(folder, **settings)
    try:
        stack.wait_until_ready()
        yield stack
    finally:
        stack.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One for all modules here that want no settings of their own; it ends with the last of them."""
    with running(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of the spoken sample, which are soon transcribed."""
    film = tmp_path_factory.mktemp("short") / "short.mp4"
    ffmpeg("-i", SPOKEN, "-t", "4", "-c", "copy", film)
    return film


@pytest.fixture(scope="package")
def owner(stack: Stack) -> "Person":
    """Whose the `videos` are."""
    from tests.e2e.person import Person

    return Person(stack)


@pytest.fixture(scope="package")
def videos(owner: "Person") -> dict[str, str]:
    """The spoken sample twice, under a plain and under a hostile title: ids by title. Everybody may see them, and no
    test changes them: each takes the machine half a minute."""
    made = [
        owner.upload(title=title, visibility="public", engine="pocketsphinx", language="en")
        for title in (TITLE, HOSTILE)
    ]
    for request in made:
        assert owner.wait_for(request["id"])["status"] == "completed"
    return {title: request["video"]["id"] for title, request in zip((TITLE, HOSTILE), made, strict=True)}


@pytest.fixture(scope="package")
def browser() -> "Iterator[Browser]":
    """One Chromium for all browser tests; only `make test-rest` installs what drives it.

    Not for the session: what drives it leaves an event loop running in this thread, and Django refuses its database
    beside one.
    """
    from tests.e2e.browser import chromium

    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: "Browser", stack: Stack) -> "Iterator[Callable[..., Visitor]]":
    """Opens browsers of one's own; at the end of the test their consoles must be free of errors."""
    from tests.e2e.visitor import DESKTOP, Visitor

    opened: list[Visitor] = []

    def come(size: tuple[int, int] = DESKTOP, theme: str = "light", language: str = "en", address: str = "") -> Visitor:
        opened.append(Visitor(browser, address or stack.address, size, theme, language))
        return opened[-1]

    yield come
    for visitor in opened:
        visitor.context.close()
    assert [visitor.complaints for visitor in opened] == [[] for _ in opened]
