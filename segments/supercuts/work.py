"""The state of supercuts in work. Every change is a conditional update on (supercut, attempt): the first wins."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from core import jobs, media
from core.database import DATABASE_AWAY
from core.errors import ApplicationError
from engines.errors import EngineError, Stopped
from segments import events
from segments.heartbeat import Heartbeat
from segments.models import Supercut
from segments.selectors import open_supercuts
from segments.supercuts.cutting import Made, make, workplace
from segments.supercuts.items import Item, stored

log = logging.getLogger(__name__)

TRIES = 3
RETRY_SECONDS = 5
RESEND_SECONDS = 60

Status = Supercut.Status


def attempt_of(supercut_id: UUID | str, attempt: int) -> QuerySet[Supercut]:
    """The supercut in work, if that attempt is current."""
    return Supercut.objects.filter(pk=supercut_id, attempt=attempt, status=Status.WORKING)


def send(supercut: Supercut, *, delay: float = 0) -> None:
    jobs.send("segments.tasks.make_supercut", str(supercut.pk), supercut.attempt, queue="clips", delay=delay)


def begin_again(supercut: Supercut, items: Sequence[Item] | None = None) -> bool:
    """Put a supercut that is not in work back to work, of `items` where given; False where somebody else just did."""
    changes = {} if items is None else {"items": stored(items)}
    with transaction.atomic():
        same = Supercut.objects.filter(pk=supercut.pk, attempt=supercut.attempt, status=supercut.status)
        changed = same.exclude(status=Status.WORKING).update(
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
        if changed and supercut.path:  # before the commit: no new file can have taken its name yet
            media.absolute(supercut.path).unlink(missing_ok=True)
    supercut.refresh_from_db()
    if changed:
        send(supercut)
    return bool(changed)


def work(supercut_id: UUID | str, attempt: int) -> None:
    """Make a supercut, if it is still wanted and nobody has it, and record how that ended. May be called again."""
    if not attempt_of(supercut_id, attempt).filter(heartbeat_at=None).update(heartbeat_at=Now()):
        return
    supercut = Supercut.objects.select_related("owner").get(pk=supercut_id)
    try:
        with Heartbeat(attempt_of(supercut_id, attempt)) as heart, workplace(supercut) as folder:
            finish(supercut, make(supercut, folder, progress=heart.progress, stop=heart.stop))
    except Stopped:
        log.info("Attempt %s at supercut %s is over", attempt, supercut_id)
    except EngineError as error:
        fail(supercut, error)
    except ApplicationError as error:
        fail(supercut, EngineError(error.code, error.detail))
    except DATABASE_AWAY:
        raise  # the sweep finds it
    except Exception:  # the boundary: whatever breaks must end the supercut, not leave it in work for ever
        log.exception("Supercut %s broke", supercut_id)
        fail(supercut, EngineError("internal_error", "Something broke on the server while the supercut was made."))


def finish(supercut: Supercut, made: Made) -> None:
    """Give the file its name and record it, where the attempt still counts; tell the owner."""
    with transaction.atomic():
        current = attempt_of(supercut.pk, supercut.attempt).select_for_update().first()
        if current is None:
            return
        name = f"{supercut.pk}.{supercut.format}"
        current.path = media.relative(made.file.replace(media.content_path("supercut", name)))
        current.status, current.progress, current.tries = Status.READY, 1.0, 0
        current.items = stored(made.items)
        current.size_bytes, current.duration = made.size_bytes, made.duration
        current.save()
        events.supercut_ready(current, is_open=current.pk in open_supercuts([current]))


def cancel(supercut: Supercut) -> bool:
    """End the work at a supercut: its worker notices at its next beat. False where it is not in work."""
    return bool(attempt_of(supercut.pk, supercut.attempt).update(status=Status.CANCELLED, heartbeat_at=None))


def fail(supercut: Supercut, error: EngineError) -> None:
    """Try again where that may help, else the supercut has failed with the error's code."""
    if error.retryable and put_back(supercut, delay=RETRY_SECONDS):
        return
    log.info("Supercut %s failed: %s", supercut.pk, error)
    attempt_of(supercut.pk, supercut.attempt).update(
        status=Status.FAILED, error_code=error.code, error_detail=error.detail, heartbeat_at=None
    )


def put_back(supercut: Supercut, *, delay: float = 0) -> bool:
    """Send a supercut to a worker again under a new attempt; False where it had all its tries."""
    again = attempt_of(supercut.pk, supercut.attempt).filter(tries__lt=TRIES - 1)
    if not again.update(attempt=F("attempt") + 1, tries=F("tries") + 1, heartbeat_at=None, queued_at=Now()):
        return False
    supercut.refresh_from_db()
    send(supercut, delay=delay)
    return True


def sweep_lost() -> None:
    """Send supercuts again whose worker was lost."""
    lost = timedelta(seconds=settings.HEARTBEAT_LOST_SECONDS)
    for supercut in Supercut.objects.filter(status=Status.WORKING, heartbeat_at__lt=Now() - lost):
        log.warning("Supercut %s lost its worker", supercut.pk)
        if not put_back(supercut):
            fail(supercut, EngineError("worker_lost", "The worker stopped in the middle of this, again and again."))


def sweep_forgotten() -> None:
    """Send supercuts again that nobody began with: a message may be lost with Redis."""
    late = timedelta(seconds=RESEND_SECONDS)
    for supercut in Supercut.objects.filter(status=Status.WORKING, heartbeat_at=None, queued_at__lt=Now() - late):
        if attempt_of(supercut.pk, supercut.attempt).filter(heartbeat_at=None).update(queued_at=Now()):
            send(supercut)
