"""The state of clips in work. Every change is a conditional update on (clip, attempt): the first wins."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from core import jobs, media
from core.database import DATABASE_AWAY
from core.errors import ApplicationError
from engines.errors import EngineError, Stopped, UnfitToPlay
from segments import events
from segments.clips.cutting import Cut, cut, remove_partial
from segments.heartbeat import Heartbeat
from segments.models import Clip

log = logging.getLogger(__name__)

TRIES = 3
RETRY_SECONDS = 5

Status = Clip.Status


def attempt_of(clip_id: UUID | str, attempt: int) -> QuerySet[Clip]:
    """The clip in work, if that attempt is current."""
    return Clip.objects.filter(pk=clip_id, attempt=attempt, status=Status.WORKING)


def start(clip: Clip) -> None:
    """Have a clip in work cut: for playing at once, as a file by a worker."""
    if clip.purpose == Clip.Purpose.PLAY:
        work(clip.pk, clip.attempt)
    else:
        send(clip)


def send(clip: Clip, *, delay: float = 0) -> None:
    jobs.send("segments.tasks.cut_clip", str(clip.pk), clip.attempt, queue="clips", delay=delay)


def begin_again(clip: Clip) -> bool:
    """Put a clip whose file is gone, or that failed, back to work; False where somebody else just did."""
    changed = Clip.objects.filter(pk=clip.pk, attempt=clip.attempt, status=clip.status).update(
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
    )
    clip.refresh_from_db()
    return bool(changed)


def work(clip_id: UUID | str, attempt: int) -> None:
    """Cut a clip, if it is still wanted and nobody has it, and record how that ended. May be called again."""
    if not attempt_of(clip_id, attempt).filter(heartbeat_at=None).update(heartbeat_at=Now()):
        return
    clip = Clip.objects.select_related("video").get(pk=clip_id)
    try:
        heart = Heartbeat(attempt_of(clip_id, attempt))
        # Cuts for playing take milliseconds in a web process and need no thread beside them.
        with heart if clip.purpose == Clip.Purpose.FILE else nullcontext():
            made = cut(clip, progress=heart.progress, stop=heart.stop)
        finish(clip, made)
    except Stopped:
        log.info("Attempt %s at clip %s is over", attempt, clip_id)
    except UnfitToPlay:
        make_file_instead(clip)
    except EngineError as error:
        fail(clip, error)
    except ApplicationError as error:
        fail(clip, EngineError(error.code, error.detail))
    except DATABASE_AWAY:
        raise  # the sweep finds it
    except Exception:  # the boundary: whatever breaks must end the clip, not leave it in work for ever
        log.exception("Clip %s broke", clip_id)
        fail(clip, EngineError("internal_error", "Something broke on the server while the clip was cut."))
    finally:
        remove_partial(clip.pk, attempt)


def finish(clip: Clip, made: Cut) -> None:
    """Give the file its name and record it, where the attempt still counts; tell those who wait."""
    with transaction.atomic():
        current = attempt_of(clip.pk, clip.attempt).select_for_update().first()
        if current is None:
            return
        current.path = media.relative(made.partial.replace(media.content_path("segment", f"{clip.pk}{made.suffix}")))
        current.status, current.progress, current.tries = Status.READY, 1.0, 0
        current.size_bytes, current.duration = made.size_bytes, made.duration
        current.pre_roll, current.play_end = made.pre_roll, made.play_end
        current.save()
        current.video = clip.video
        events.clip_ready(current)


def make_file_instead(clip: Clip) -> None:
    """The clip serves its player better as a file: a worker makes it."""
    current = attempt_of(clip.pk, clip.attempt)
    if current.update(purpose=Clip.Purpose.FILE, heartbeat_at=None, queued_at=Now(), attempt=F("attempt") + 1):
        clip.refresh_from_db()
        send(clip)


def fail(clip: Clip, error: EngineError) -> None:
    """Try again where that may help, else the clip has failed with the error's code."""
    if error.retryable and put_back(clip, delay=RETRY_SECONDS):
        return
    log.info("Clip %s failed: %s", clip.pk, error)
    attempt_of(clip.pk, clip.attempt).update(
        status=Status.FAILED, error_code=error.code, error_detail=error.detail, heartbeat_at=None
    )


def put_back(clip: Clip, *, delay: float = 0) -> bool:
    """Send a clip to a worker again under a new attempt; False where it had all its tries."""
    again = attempt_of(clip.pk, clip.attempt).filter(tries__lt=TRIES - 1)
    if not again.update(attempt=F("attempt") + 1, tries=F("tries") + 1, heartbeat_at=None, queued_at=Now()):
        return False
    clip.refresh_from_db()
    send(clip, delay=delay)
    return True
