"""A thread beside long work: notes every few seconds that it lives, and learns whether it is still wanted."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import connection

from core.database import DATABASE_AWAY

log = logging.getLogger(__name__)


class Beating:
    """Inside `with`, `beat` is called every HEARTBEAT_SECONDS, in a thread with a database connection of its own.

    A beat that the database has no answer for is left out. A beat that breaks is the last: then `is_broken`, and
    `stop` is set, so that no work goes on that nobody hears of.
    """

    def __init__(self, work: str, stop: threading.Event) -> None:
        self.work, self.stop = work, stop
        self.is_broken = False
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.beat_until_ended, name=f"heartbeat of {work}", daemon=True)

    def beat(self) -> None:
        """Note that the work lives; set `stop` where it is no longer wanted."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.thread.join()

    def beat_until_ended(self) -> None:
        try:
            while not self.ended.wait(settings.HEARTBEAT_SECONDS):
                self.beat_if_heard()
        except Exception:
            log.exception("The heartbeat of %s broke, so its attempt ends", self.work)
            self.is_broken = True
            self.stop.set()
        finally:
            connection.close()

    def beat_if_heard(self) -> None:
        try:
            self.beat()
        except DATABASE_AWAY as error:
            log.warning("A heartbeat of %s was lost: %s", self.work, error)
            connection.close()
