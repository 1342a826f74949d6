"""The pipeline: a list of steps in settings, the contract of a step, and the fence around everything it writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from core.database import take_fresh_connection
from videos.models import ProcessingSession, ProcessingStep, Video


class Superseded(Exception):
    """This attempt at a step is over: cancelled, restarted elsewhere, or its video is gone. Stop at once, quietly."""


class Step:
    """One step of the pipeline. A subclass is named in VIDEO_PIPELINE and may be run again at any time.

    `kind` is its queue and whose slots it takes, `weight` its share of the whole job's progress, `needs` the names of
    the steps that come first (None: the one before it in the list; names of steps that the list lacks do not count).
    `hears` says that the sound is all it needs: it begins when that is here, be it before the picture. A video is ready
    without its `optional` steps: they begin when nothing else is to be done, and only they fail where they fail.
    """

    name: ClassVar[str]
    kind: ClassVar[str] = "default"
    weight: ClassVar[int] = 1
    needs: ClassVar[tuple[str, ...] | None] = None
    hears: ClassVar[bool] = False
    optional: ClassVar[bool] = False

    @classmethod
    def is_wanted(cls, session: ProcessingSession) -> bool:  # noqa: ARG003 -- for those that not every run needs
        """Whether a new session has this step."""
        return True

    def run(self, run: StepRun) -> None:
        """Do the work, all of it or what an earlier attempt left.

        Raises:
            EngineError: it failed; retryable ones are tried again later.
            Superseded, engines.errors.Stopped: somebody else goes on, or nobody.
        """
        raise NotImplementedError


@dataclass(slots=True)
class StepRun:
    """One attempt at a step, as the step sees it.

    `stop` is set when the attempt is over for whatever reason; pass it to engines. Every write goes through `fenced`.
    `note` is a code that says why there was nothing to do.
    """

    video: Video
    session: ProcessingSession
    step_id: int
    attempt: int
    stop: threading.Event = field(default_factory=threading.Event)
    fraction: float = 0.0
    activity: str = ""
    activity_fraction: float = 0.0
    note: str = ""
    touched: float = field(default_factory=time.monotonic)

    def progress(self, fraction: float) -> None:
        """Tell how much is done, 0 to 1. Cheap: the heartbeat writes it down. Raises Superseded where all is over."""
        self.fraction = max(self.fraction, min(1.0, fraction))
        self.touched = time.monotonic()
        if self.stop.is_set():
            raise Superseded

    @contextmanager
    def doing(self, activity: str) -> Iterator[Callable[[float], None]]:
        """Tell of work that comes before the step's own: a name for programs, and the fraction of it that is done."""

        def tell(fraction: float) -> None:
            self.activity_fraction = max(self.activity_fraction, min(1.0, fraction))
            self.progress(self.fraction)

        self.activity, self.activity_fraction = activity, 0.0
        try:
            yield tell
        finally:
            self.activity, self.activity_fraction = "", 0.0

    @contextmanager
    def fenced(self) -> Iterator[Video]:
        """A transaction that holds the video's row and is allowed only while this attempt is current.

        Yields the video as it is now. Raises Superseded otherwise. No network, ffmpeg or model inside.
        """
        take_fresh_connection()
        with transaction.atomic():
            video = Video.objects.select_for_update().filter(pk=self.video.pk).first()
            if video is None or not current(self.step_id, self.attempt):
                self.stop.set()
                raise Superseded
            video.stored_files.all().delete()  # their sizes, which may be others from now on
            yield video

    def partial(self, target: Path) -> Path:
        """The temporary name of a file this attempt makes; the sweep removes those of attempts that ended."""
        return target.with_name(f"{target.stem}.{self.step_id}-{self.attempt}.part{target.suffix}")


def current(step_id: int, attempt: int) -> bool:
    """Whether an attempt at a step still counts."""
    running = ProcessingStep.objects.filter(pk=step_id, attempt=attempt, status=ProcessingStep.Status.RUNNING)
    return running.exists()


def step_classes() -> list[tuple[str, type[Step]]]:
    """The pipeline in settings as (dotted path, class), in order."""
    return [(path, import_string(path)) for path in settings.VIDEO_PIPELINE]


def planned_steps(session: ProcessingSession) -> list[ProcessingStep]:
    """The unsaved steps of a new session."""
    planned: list[ProcessingStep] = []
    wanted = [(path, step) for path, step in step_classes() if step.is_wanted(session)]
    for position, (path, step) in enumerate(wanted):
        before = [earlier.name for earlier in planned]
        needs = before[-1:] if step.needs is None else [name for name in step.needs if name in before]
        planned.append(
            ProcessingStep(
                session=session,
                position=position,
                name=step.name,
                path=path,
                kind=step.kind,
                needs=needs,
                weight=step.weight,
                is_optional=step.optional,
            )
        )
    return planned
