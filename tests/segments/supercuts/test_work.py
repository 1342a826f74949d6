"""Supercuts in work: what workers do, and what becomes of supercuts when workers die."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import psutil
import pytest
from django.core.cache import cache as django_cache
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from core.errors import StorageFull
from engines.errors import ClipError
from segments import tasks
from segments.models import Supercut
from segments.supercuts import cutting, work
from tests.segments.supercuts.conftest import URL, Engine, only, piece
from tests.segments.supercuts.test_parts import folder
from videos.models import Video

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def working(asking: APIClient, video: Video, sent: list[Any]) -> Supercut:
    answer = asking.post(URL, {"items": [piece(video, 1, 2), piece(video, 3, 4)]}, format="json")
    assert answer.status_code == 202
    sent.clear()
    return Supercut.objects.get(pk=answer.json()["id"])


def in_thread(supercut: Supercut) -> threading.Thread:
    def run() -> None:
        try:
            tasks.make_supercut(str(supercut.pk), 1)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_real_child_makes_it(working: Supercut, asking: APIClient) -> None:
    tasks.make_supercut(str(working.pk), 1)
    assert asking.get(f"{URL}/{working.pk}").json()["status"] == "ready"


def test_cancelled_in_work_its_children_and_files_are_gone(working: Supercut, asking: APIClient) -> None:
    """500 parts, no two alike: no machine has encoded them all before it hears that nobody wants them."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    frame = 0.04
    times = [(first * frame, 8 - last * frame) for first in range(50) for last in range(10)]
    Supercut.objects.update(items=[{**working.items[0], "start": start, "end": end} for start, end in times])
    worker = in_thread(working)
    until(lambda: only().progress > 0)
    assert {child.pid for child in psutil.Process().children(recursive=True)} - before
    assert [name for name in folder() if name.endswith(".work")]

    assert asking.delete(f"{URL}/{working.pk}").status_code == 204
    worker.join(60)

    assert (worker.is_alive(), only().status, folder()) == (False, "cancelled", [])
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_two_workers_make_it_once(working: Supercut, engine: Engine) -> None:
    workers = [in_thread(working) for _ in range(2)]
    for worker in workers:
        worker.join(60)
    assert (engine.joins, only().status) == (1, "ready")


def test_late_worker_leaves_nothing(working: Supercut, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    original = work.finish

    def late(supercut: Supercut, made: cutting.Made) -> None:
        Supercut.objects.update(attempt=2, heartbeat_at=None)
        original(supercut, made)

    monkeypatch.setattr(work, "finish", late)
    tasks.make_supercut(str(working.pk), 1)
    assert (only().status, only().attempt, only().path) == ("working", 2, "")
    assert {name.partition("-")[0] for name in folder()} == {"part"}


def test_progress_rises_to_the_end(working: Supercut, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    monkeypatch.setattr(work.Heartbeat, "progress", lambda _self, fraction: told.append(fraction))
    tasks.make_supercut(str(working.pk), 1)
    assert told == sorted(told)
    assert (told[0] <= cutting.PARTS_SHARE, told[-1]) == (True, pytest.approx(1))


def test_error_worth_another_try_is_tried_three_times(
    working: Supercut, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: Any, **_kwargs: Any) -> Any:
        raise ClipError("clip_failed", "No.", retryable=True)

    monkeypatch.setattr(cutting.in_child, "make_parts", failing)
    for attempt in (1, 2, 3):
        tasks.make_supercut(str(working.pk), attempt)
    assert (only().status, only().error_code, len(sent), folder()) == ("failed", "clip_failed", 2, [])


@pytest.mark.parametrize(("raised", "code"), [(ZeroDivisionError("x"), "internal_error"), (StorageFull(), "disk_full")])
def test_anything_else_that_breaks_fails_it(
    working: Supercut, monkeypatch: pytest.MonkeyPatch, raised: Exception, code: str
) -> None:
    def failing(*_args: Any, **_kwargs: Any) -> Any:
        raise raised

    monkeypatch.setattr(cutting.in_child, "make_parts", failing)
    tasks.make_supercut(str(working.pk), 1)
    assert (only().status, only().error_code) == ("failed", code)


class TestSweep:
    @pytest.fixture(autouse=True)
    def steady_clock(self) -> None:
        django_cache.set("sweep", (time.time(), 0.0), timeout=None)

    def since(self, seconds: float) -> Any:
        return timezone.now() - timedelta(seconds=seconds)

    def test_lost_one_is_sent_again_and_fails_after_three_tries(self, working: Supercut, sent: list[Any]) -> None:
        for _loss in range(3):
            Supercut.objects.update(heartbeat_at=self.since(300))
            tasks.sweep_clips()
        assert sent == [("segments.tasks.make_supercut", str(working.pk), attempt) for attempt in (2, 3)]
        assert (only().status, only().error_code) == ("failed", "worker_lost")

    def test_living_and_fresh_ones_are_left_alone(self, working: Supercut, sent: list[Any]) -> None:
        tasks.sweep_clips()
        Supercut.objects.update(heartbeat_at=timezone.now())
        tasks.sweep_clips()
        assert (sent, only().attempt) == ([], 1)

    def test_forgotten_one_is_sent_again_once_a_minute(self, working: Supercut, sent: list[Any]) -> None:
        Supercut.objects.update(queued_at=self.since(300))
        tasks.sweep_clips()
        tasks.sweep_clips()
        assert sent == [("segments.tasks.make_supercut", str(working.pk), 1)]
