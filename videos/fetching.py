"""The folder of a download: continued by the next attempt, never written by two, gone when nobody goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import locks, media
from videos.models import ProcessingStep
from videos.pipeline import StepRun

SUFFIX = ".fetch"


@contextmanager
def folder(run: StepRun) -> Iterator[Path]:
    """A folder for this attempt alone, with what an earlier one left in it if that one has ended.

    An attempt that was given up on may still be alive somewhere (its worker was paused, not killed). It holds a lock on
    its folder, and this attempt then begins anew in one of its own.
    """
    path, lock = claim(run)
    try:
        yield path
        shutil.rmtree(path, ignore_errors=True)
    except BaseException:
        if not (has_parts(path) and is_continued(run)):
            shutil.rmtree(path, ignore_errors=True)
        raise
    finally:
        os.close(lock)


def claim(run: StepRun) -> tuple[Path, int]:
    """A folder and the descriptor that locks it."""
    incoming = media.content_path("incoming", "any.file").parent
    for left in sorted(incoming.glob(f"{run.video.pk}.*{SUFFIX}")):
        if (lock := try_lock(left)) is not None:
            return left, lock
    own = incoming / f"{run.video.pk}.{run.step_id}-{run.attempt}{SUFFIX}"
    own.mkdir()
    lock = try_lock(own)
    if lock is None:
        raise OSError(f"{own} is locked by somebody else")
    return own, lock


def try_lock(path: Path) -> int | None:
    """Lock a folder for as long as the answered descriptor is open; None where somebody holds it, or it is gone."""
    try:
        return locks.try_lock(path)
    except FileNotFoundError:
        return None


def has_parts(path: Path) -> bool:
    """Whether the downloader left something to go on with; after a final failure it removes everything."""
    return path.is_dir() and any(path.iterdir())


def is_continued(run: StepRun) -> bool:
    """Whether another attempt at this step may follow: it was not cancelled, and its video is still wanted."""
    return ProcessingStep.objects.filter(pk=run.step_id, status__in=ProcessingStep.LIVE).exists()


def remove_forgotten() -> None:
    """Remove folders that no live step goes on with."""
    for path in media.content_path("incoming", "any.file").parent.glob(f"*{SUFFIX}"):
        step = path.name.removesuffix(SUFFIX).rpartition(".")[2].partition("-")[0]
        if step.isdecimal() and ProcessingStep.objects.filter(pk=int(step), status__in=ProcessingStep.LIVE).exists():
            continue
        if (lock := try_lock(path)) is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)
