"""Steps that end in every way a step can end."""

import threading
from typing import ClassVar

from django.db import connection

from core import media
from core.errors import StorageFull
from engines.errors import MediaError, Stopped, TranscriptionError
from videos.models import ProcessingSession
from videos.pipeline import Step, StepRun

entered = threading.Event()
left = threading.Event()


class Succeed(Step):
    name: ClassVar[str] = "succeed"

    def run(self, run: StepRun) -> None:
        run.progress(0.5)
        with run.fenced() as video:
            video.title = "seen by the step"
            video.save(update_fields=["title"])


class FailForGood(Step):
    name: ClassVar[str] = "fail"

    def run(self, run: StepRun) -> None:
        run.partial(media.content_path("video", "x.mp4")).write_bytes(b"half")
        raise MediaError("not_media", "This is no video.")


class FailForNow(Step):
    name: ClassVar[str] = "flaky"

    def run(self, run: StepRun) -> None:
        raise TranscriptionError("engine_crashed", "The engine crashed.", retryable=True)


class Break(Step):
    name: ClassVar[str] = "break"

    def run(self, run: StepRun) -> None:
        raise ZeroDivisionError


class FillDisk(Step):
    name: ClassVar[str] = "fill"

    def run(self, run: StepRun) -> None:
        raise StorageFull


class OutliveDatabase(Step):
    """The connection dies while it works, as when the server is restarted, and it writes again."""

    name: ClassVar[str] = "outlive"

    def run(self, run: StepRun) -> None:
        end_connection()
        with run.fenced() as video:
            video.title = "written after the restart"
            video.save(update_fields=["title"])


class LoseDatabase(Step):
    """The connection dies in the middle of a write."""

    name: ClassVar[str] = "lose"

    def run(self, run: StepRun) -> None:
        with run.fenced() as video:
            end_connection()
            video.save(update_fields=["title"])


def end_connection() -> None:
    """Have the server end this thread's connection, from beside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [own])
    finally:
        beside.close()


class WaitForStop(Step):
    """Works until it is told to stop, like an engine."""

    name: ClassVar[str] = "wait"

    def run(self, run: StepRun) -> None:
        run.partial(media.content_path("video", "x.mp4")).write_bytes(b"half")
        entered.set()
        if not run.stop.wait(20):
            raise AssertionError("nobody stopped the step")
        left.set()
        raise Stopped


class Extra(Step):
    """A video is ready without it."""

    name: ClassVar[str] = "extra"
    kind: ClassVar[str] = "transcribe"
    optional: ClassVar[bool] = True

    @classmethod
    def is_wanted(cls, session: ProcessingSession) -> bool:
        return session.translate

    def run(self, run: StepRun) -> None:
        if run.session.model == "bad":
            raise TranscriptionError("transcription_failed", "It failed.")
        run.note = "already_english"
