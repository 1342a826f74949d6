"""The state of clips and supercuts in the making. Every change is conditional on (id, attempt): the first wins."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from core import jobs
from core.database import DATABASE_AWAY
from core.errors import ApplicationError
from core.heartbeat import Beating
from engines.errors import EngineError, Stopped
from segments.models import MadeFile

log = logging.getLogger(__name__)

TRIES = 3
RETRY_SECONDS = 5
RESEND_SECONDS = 60
BROKEN = EngineError("internal_error", "Something broke on the server while this was made.")
LOST = EngineError("worker_lost", "The worker stopped in the middle of this, again and again.")

Made = TypeVar("Made", bound=MadeFile)
Status = MadeFile.Status


class Heartbeat(Beating):
    """Beats with `heartbeat_at` and `progress` as long as the attempt is current; then sets `stop`."""

    def __init__(self, made: MadeFile) -> None:
        super().__init__(named(made), threading.Event())
        self.current = current(made)
        self.fraction = 0.0

    def progress(self, fraction: float) -> None:
        self.fraction = fraction

    def beat(self) -> None:
        if not self.current.update(heartbeat_at=Now(), progress=self.fraction):
            self.stop.set()


def named(made: MadeFile) -> str:
    """As the log calls it."""
    return f"{type(made).__name__} {made.pk}"


def current(made: Made) -> QuerySet[Made]:
    """The row of what is in work, if this attempt at it is current."""
    rows: QuerySet[Made] = type(made)._default_manager.filter(pk=made.pk)
    return rows.filter(attempt=made.attempt, status=Status.WORKING)


def claim(rows: QuerySet[Made], made_id: UUID | str, attempt: int) -> Made | None:
    """The one of these rows that is to be made, for whoever comes first; None where it is had, or no longer wanted."""
    found = rows.filter(pk=made_id)
    if not found.filter(attempt=attempt, status=Status.WORKING, heartbeat_at=None).update(heartbeat_at=Now()):
        return None
    return found.get()


def send(made: MadeFile, *, delay: float = 0) -> None:
    """Have a worker make it."""
    jobs.send(made.task, str(made.pk), made.attempt, queue="clips", delay=delay)


def begin_again(made: MadeFile, **changes: Any) -> bool:
    """Put what is ready, failed or in work back to work, with `changes`; False where somebody else just did."""
    rows = type(made)._default_manager.filter(pk=made.pk, attempt=made.attempt, status=made.status)
    changed = rows.update(
        status=Status.WORKING,
        attempt=F("attempt") + 1,
        tries=0,
        progress=0,
        queued_at=Now(),
        heartbeat_at=None,
        path="",
        size_bytes=0,
        error_code="",
        error_detail="",
        **changes,
    )
    made.refresh_from_db()
    return bool(changed)


@contextmanager
def recorded(made: MadeFile) -> Iterator[None]:
    """Inside it is made. However that breaks, the row says so in the end."""
    try:
        yield
    except Stopped:
        log.info("Attempt %s at %s is over", made.attempt, named(made))
    except EngineError as error:
        fail(made, error)
    except ApplicationError as error:
        fail(made, EngineError(error.code, error.detail))
    except DATABASE_AWAY:
        raise  # the sweep finds it
    except Exception:  # the boundary: whatever breaks must end the work, not leave it for ever
        log.exception("%s broke", named(made))
        fail(made, BROKEN)


def fail(made: MadeFile, error: EngineError) -> None:
    """Try again where that may help, else it has failed with the error's code."""
    if error.retryable and put_back(made, delay=RETRY_SECONDS):
        return
    log.info("%s failed: %s", named(made), error)
    current(made).update(status=Status.FAILED, error_code=error.code, error_detail=error.detail, heartbeat_at=None)


def put_back(made: MadeFile, *, delay: float = 0) -> bool:
    """Send it to a worker again under a new attempt; False where it had all its tries."""
    again = current(made).filter(tries__lt=TRIES - 1)
    if not again.update(attempt=F("attempt") + 1, tries=F("tries") + 1, heartbeat_at=None, queued_at=Now()):
        return False
    made.refresh_from_db()
    send(made, delay=delay)
    return True


def sweep_lost(kind: type[MadeFile]) -> None:
    """Send again what lost its worker."""
    lost = timedelta(seconds=settings.HEARTBEAT_LOST_SECONDS)
    for made in kind._default_manager.filter(status=Status.WORKING, heartbeat_at__lt=Now() - lost):
        log.warning("%s lost its worker", named(made))
        if not put_back(made):
            fail(made, LOST)


def sweep_forgotten(kind: type[MadeFile]) -> None:
    """Send again what nobody began with: a message may be lost with Redis, and sending twice does no harm."""
    late = timedelta(seconds=RESEND_SECONDS)
    for made in kind._default_manager.filter(status=Status.WORKING, heartbeat_at=None, queued_at__lt=Now() - late):
        if current(made).filter(heartbeat_at=None).update(queued_at=Now()):
            send(made)
