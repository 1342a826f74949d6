"""Sound that is here before its picture: what only listens begins with it while the rest still comes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core import jobs, media
from videos.models import CaptionPolicy, ProcessingStep, Video
from videos.pipeline import StepRun, Superseded, step_classes


def publish(run: StepRun, sound: Path) -> None:
    """Give the sound of a download a name of its own, and let the steps begin that need nothing else.

    Not where captions may stand in for speech, nor twice. Raises Superseded where the run is over.
    """
    if not settings.AUDIO_FIRST or run.session.caption_policy != CaptionPolicy.IGNORE or is_here(run.video):
        return
    kept = media.content_path("incoming", f"{run.video.pk}.{run.step_id}-{run.attempt}.sound")
    media.link_or_copy(sound, kept)
    try:
        with run.fenced() as video:
            video.sound_path = media.relative(kept)
            video.save(update_fields=["sound_path"])
            release(run)
    except Superseded:
        kept.unlink(missing_ok=True)
        raise


def release(run: StepRun) -> None:
    """The steps that listen need nothing more."""
    listening = [step.name for _, step in step_classes() if step.hears]
    waiting = ProcessingStep.objects.filter(session=run.session, status=ProcessingStep.Status.WAITING)
    waiting.filter(name__in=listening).update(needs=[])
    jobs.send("videos.tasks.dispatch")


def is_here(video: Video) -> bool:
    stored = Video.objects.filter(pk=video.pk).values_list("sound_path", flat=True).first()
    return bool(stored) and media.absolute(str(stored)).is_file()


def forget(video: Video) -> None:
    """The whole video is here and heard. The row is saved by the caller; the file goes once that is committed."""
    if video.sound_path:
        transaction.on_commit(partial(media.absolute(video.sound_path).unlink, missing_ok=True))
        video.sound_path = ""
