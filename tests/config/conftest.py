"""Folders, waits and marks for tests that start real processes."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded.places import socket_folder

MARK = "SOUNDBITE_TEST_MARK"


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder with a space in its path, and its socket folder, both removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sound bite "))
    yield folder
    shutil.rmtree(socket_folder(folder), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    """A mark in the environment of everything a test starts, by which it is found again."""
    value = uuid.uuid4().hex
    monkeypatch.setenv(MARK, value)
    return value


def marked_processes(value: str) -> list[psutil.Process]:
    """The living processes with this mark, without the test's own."""
    return [process for process in psutil.process_iter() if process.pid != os.getpid() and has_mark(process, value)]


def family(pid: int) -> list[psutil.Process]:
    """Everything the process started, and what that started: Redis writes over its environment, marks and all."""
    return psutil.Process(pid).children(recursive=True)


def living(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if process.is_running() and not is_zombie(process)]


def is_zombie(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def has_mark(process: psutil.Process, value: str) -> bool:
    try:
        return process.environ().get(MARK) == value and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
