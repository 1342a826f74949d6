"""A thread beside long work that notes its progress in its row, and notices when the work is no longer wanted."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from core.database import DATABASE_AWAY

log = logging.getLogger(__name__)


class Heartbeat:
    """Beats in a row with `heartbeat_at` and `progress` as long as `current` finds it; then sets `stop`."""

    def __init__(self, current: QuerySet[Any]) -> None:
        self.current = current
        self.stop = threading.Event()
        self.fraction = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.beat_until_ended, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.thread.join()

    def progress(self, fraction: float) -> None:
        self.fraction = fraction

    def beat_until_ended(self) -> None:
        try:
            while not self.ended.wait(settings.HEARTBEAT_SECONDS):
                self.beat()
        finally:
            connection.close()

    def beat(self) -> None:
        try:
            if not self.current.update(heartbeat_at=Now(), progress=self.fraction):
                self.stop.set()
        except DATABASE_AWAY as error:
            log.warning("A heartbeat was lost: %s", error)
            connection.close()
