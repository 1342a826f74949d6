"""A whole Soundbite with short waits, that can be looked into and killed at once."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.rows import dict_row

from config.embedded import postgres_settings
from tests.e2e.conftest import ROOT, Stack

SHORT_WAITS = {
    "HEARTBEAT_LOST_SECONDS": "8",
    "RESEND_SECONDS": "8",
    "STEP_RETRY_SECONDS": "1",
    "MIN_FREE_BYTES": "0",
    "THROTTLE_SIGNUP": "1000/min",
    "THROTTLE_LOGIN": "1000/min",
}
ADMIN = {"DJANGO_SUPERUSER_EMAIL": "chaos@example.org", "DJANGO_SUPERUSER_PASSWORD": "a long passphrase"}


class ChaosStack(Stack):
    """A running Soundbite whose truth can be read past its API.

    A second worker for the same queues helps, as on another machine: it takes over while the first one hangs, so that
    two attempts at a step are alive at the same time.
    """

    helper: subprocess.Popen[bytes] | None = None

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, **SHORT_WAITS)

    def start_helper(self) -> None:
        words = ["-n", "helper@%h", "-Q", "download,transcribe,default", "--pool", "threads", "-c", "5"]
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", *words, "--loglevel", "INFO"]
        with (self.folder / "helper.log").open("a") as log:
            self.helper = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def stop(self) -> None:
        """May be repeated."""
        if self.helper is not None:
            self.helper.terminate()
            self.helper.wait(60)
        if self.process.poll() is None:
            super().stop()

    def family(self) -> list[psutil.Process]:
        """Every process of ours that runs now."""
        found: list[psutil.Process] = []
        for root in filter(None, (self.process, self.helper)):
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(root.pid)
                found += [process, *process.children(recursive=True)]
        return found

    def processes(self, words: str) -> list[psutil.Process]:
        found = []
        for process in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                found += [process] if words in " ".join(process.cmdline()) else []
        return found

    def remains(self) -> list[psutil.Process]:
        """Whatever still runs with our folder in its environment, whoever its parent is now."""
        mark = str(self.folder / "data")
        return [process for process in psutil.process_iter() if environment_of(process).get("DATA_DIR") == mark]

    def kill_everything(self) -> None:
        """SIGKILL for all processes at once, like a power cut for programs."""
        family = [process for process in self.family() if process.pid != self.process.pid]
        self.process.kill()
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(30)
        psutil.wait_procs(self.remains(), timeout=30)

    def manage(self, *words: str, **settings: str) -> None:
        """Run a command of ours beside the stack."""
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def make_admin(self) -> None:
        self.manage("manage.py", "admin", **ADMIN)

    def tidy(self) -> None:
        """Have the periodic tidying done now instead of within five minutes."""
        self.manage("-m", "celery", "-A", "config", "call", "videos.tasks.tidy")

    @contextlib.contextmanager
    def database(self) -> Iterator[psycopg.Connection[dict[str, Any]]]:
        place = postgres_settings(self.folder / "data")
        with psycopg.connect(
            host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"], row_factory=dict_row
        ) as connection:
            yield connection

    def rows(self, query: str) -> list[dict[str, Any]]:
        with self.database() as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type] # texts of these tests


def environment_of(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except (psutil.Error, OSError):  # another user's, or just gone
        return {}
