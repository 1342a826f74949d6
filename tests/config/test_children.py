"""Servers as child processes: how they begin, end and log."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.embedded import (
    Service,
    postgres,
)
from tests.config.conftest import marked_processes
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("way", ["kernel", "watch"])
def test_child_ends_with_its_parent(way: str, mark: str) -> None:
    if way == "kernel" and sys.platform != "linux":
        pytest.skip("only Linux")
    script = (
        "import os, subprocess, sys, time\n"
        f"words = [sys.executable, {str(ROOT / 'config/embedded/child.py')!r}, str(os.getpid()), '9', {way!r}]\n"
        "subprocess.Popen([*words, 'sleep', '600'], start_new_session=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    wait_until(lambda: any(process.name() == "sleep" for process in marked_processes(mark)), "the child runs")

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    wait_until(lambda: not marked_processes(mark), "the child ends")


def test_child_does_not_start_without_its_parent() -> None:
    command = [sys.executable, ROOT / "config/embedded/child.py", "1", "9", "watch", "sleep", "600"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "The process that started this one has already ended.\n")


def test_child_that_cannot_be_run_is_a_plain_sentence() -> None:
    command = [sys.executable, ROOT / "config/embedded/child.py", str(os.getpid()), "9", "watch", "/no/such"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "/no/such cannot be run: No such file or directory.\n")


def test_service_that_ignores_its_signals_is_killed(tmp_path: Path) -> None:
    script = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    log = tmp_path / "deaf.log"
    process = postgres.spawn([sys.executable, "-c", script], log=log)
    wait_until(lambda: log.exists() and log.read_text() == "deaf\n", "it is deaf")

    Service("deaf", process, log, lambda: True, ((signal.SIGTERM, 0.2),)).stop()

    assert process.returncode == -signal.SIGKILL


def test_log_that_has_grown_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded.service.LOG_KEPT_BYTES", 3)
    log = tmp_path / "child.log"
    for word in ("first", "second"):
        postgres.spawn(["echo", word], log=log).wait()

    assert [log.read_text(), (tmp_path / "child.log.1").read_text()] == ["second\n", "first\n"]
