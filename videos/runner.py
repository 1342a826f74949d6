"""Running one attempt at a step: the heartbeat beside it, and what becomes of it when it ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from core.database import DATABASE_AWAY
from core.errors import ApplicationError
from core.heartbeat import Beating
from engines.errors import EngineError, Stopped
from videos import events, lifecycle
from videos.models import ProcessingStep
from videos.pipeline import Step, StepRun, Superseded

log = logging.getLogger(__name__)

BROKEN = EngineError("internal_error", "Something broke on the server. Its log tells more.")

shutting_down = threading.Event()
"""Set when this worker was told to end: running attempts are put back at their next heartbeat."""


class Heartbeat(Beating):
    """Notes that a step lives and how far it is, and sets `run.stop` once that is in vain."""

    def __init__(self, run: StepRun) -> None:
        super().__init__(f"step {run.step_id}", run.stop)
        self.run = run
        self.told = standing(run)

    def beat(self) -> None:
        if shutting_down.is_set():
            self.stop.set()
        if not lifecycle.beat(self.run):
            self.stop.set()
        elif (news := standing(self.run)) != self.told:
            self.told = news
            events.session_progress(self.run.session.pk)


def standing(run: StepRun) -> tuple[float, str, float]:
    """What people are told of a run when it changes."""
    return run.fraction, run.activity, run.activity_fraction


def run_step(step_id: int, attempt: int) -> None:
    """Run an attempt at a step, if it is still wanted, and record how it ended. May be called any number of times."""
    run = lifecycle.begin(step_id, attempt)
    if run is None:
        return
    step: Step = import_string(ProcessingStep.objects.get(pk=step_id).path)()
    try:
        with Heartbeat(run) as heart:
            ending = outcome(step, run)
        patiently(partial(lifecycle.fail_step, run, BROKEN) if heart.is_broken else ending)
    except Superseded:
        log.info("Attempt %s at %s of %s is over", attempt, step.name, run.video)
    except DATABASE_AWAY:
        log.exception("The database is away, the sweep will start %s of %s again", step.name, run.video)
    finally:
        remove_partial_files(run)


def outcome(step: Step, run: StepRun) -> Callable[[], None]:
    """Run the step; answers how to record what became of it."""
    try:
        step.run(run)
    except (Superseded, Stopped):
        return partial(lifecycle.interrupt, run)
    except DATABASE_AWAY as error:
        log.warning("%s of %s could not write: %s", step.name, run.video, error)
        away = EngineError("database_away", "The database did not answer.", retryable=True)
        return partial(lifecycle.fail_step, run, away)
    except EngineError as error:
        log.info("%s of %s failed: %s", step.name, run.video, error)
        return partial(lifecycle.fail_step, run, error)
    except ApplicationError as error:
        return partial(lifecycle.fail_step, run, EngineError(error.code, error.detail))
    except Exception:
        log.exception("%s of %s broke", step.name, run.video)
        return partial(lifecycle.fail_step, run, BROKEN)
    return partial(lifecycle.finish_step, run)


def patiently(change: Callable[[], None]) -> None:
    """Make a fenced change; while the database is away again and again, until the sweep would take the step away.

    A change that was made although its answer was lost finds its attempt over when it is repeated.
    """
    deadline = time.monotonic() + settings.HEARTBEAT_LOST_SECONDS
    while True:
        try:
            change()
        except DATABASE_AWAY as error:
            connection.close()
            if time.monotonic() > deadline or shutting_down.is_set():
                raise
            log.warning("The database is away, trying again: %s", error)
            shutting_down.wait(settings.HEARTBEAT_SECONDS)
        else:
            return


def remove_partial_files(run: StepRun) -> None:
    """Whatever this attempt left half done."""
    for path in settings.CONTENT_DIR.glob(f"*/*.{run.step_id}-{run.attempt}.part*"):
        path.unlink(missing_ok=True)
