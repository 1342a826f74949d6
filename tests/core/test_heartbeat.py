"""The thread beside long work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from core.heartbeat import Beating
from tests.waiting import wait_until


class Heart(Beating):
    """Beats as it is told to, then as always."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__("a test", threading.Event())
        self.errors: Iterator[Exception] = iter(errors)
        self.beats = 0

    def beat(self) -> None:
        self.beats += 1
        for error in self.errors:
            raise error


@pytest.fixture(autouse=True)
def fast(settings: Any) -> None:
    settings.HEARTBEAT_SECONDS = 0.01


def test_beats_until_the_work_ends() -> None:
    with Heart() as heart:
        wait_until(lambda: heart.beats >= 3)
    assert not heart.thread.is_alive()
    assert (heart.is_broken, heart.stop.is_set()) == (False, False)


def test_beat_without_a_database_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    with Heart(OperationalError("gone"), OperationalError("still gone")) as heart:
        wait_until(lambda: heart.beats >= 4)
    assert (heart.is_broken, heart.stop.is_set()) == (False, False)
    assert caplog.text.count("A heartbeat of a test was lost") == 2


def test_broken_beat_ends_the_work(caplog: pytest.LogCaptureFixture) -> None:
    with Heart(ValueError("what is this")) as heart:
        assert heart.stop.wait(20)
    assert (heart.is_broken, heart.beats) == (True, 1)
    assert "The heartbeat of a test broke" in caplog.text
