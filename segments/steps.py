"""The steps from sound to searchable lines."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings

from core import media
from engines.errors import MediaError
from engines.transcribers import transcribe
from engines.transcribers.captions import Captions
from engines.types import TranscribeOptions
from segments import services
from segments.search import analyse_index
from videos.captions import has_captions
from videos.models import CaptionPolicy, Video
from videos.pipeline import Step, StepRun


class Transcribe(Step):
    """Turn speech into lines, stored and searchable passage by passage. Goes on after the last one stored."""

    name: ClassVar[str] = "transcribe"
    kind: ClassVar[str] = "transcribe"
    weight: ClassVar[int] = 60
    needs: ClassVar[tuple[str, ...] | None] = ("prepare",)
    hears: ClassVar[bool] = True

    def run(self, run: StepRun) -> None:
        options = self.options(run)
        if options.engine != Captions.name and not (run.video.has_audio or run.video.sound_path):
            return
        for passage in transcribe(heard_file(run.video), options, progress=run.progress, stop=run.stop):
            services.add_passage(run, passage)

    def options(self, run: StepRun) -> TranscribeOptions:
        session, start = run.session, services.reached(run)
        if session.caption_policy != CaptionPolicy.IGNORE and has_captions(run.video):
            return caption_options(run.video, start)
        return TranscribeOptions(
            engine=session.engine or settings.TRANSCRIBER,
            model=session.model or settings.WHISPER_MODEL,
            language=session.language or None,
            start=start,
            model_dir=settings.MODEL_DIR,
            threads=settings.TRANSCRIBE_THREADS,
        )


def heard_file(video: Video) -> Path:
    """The file to listen to: the whole video, or its sound where that came first. Raises MediaError(source_missing)."""
    stored = (path for path in (video.media_path, video.sound_path) if path and media.absolute(path).is_file())
    found = next(stored, None)
    if found is None:
        raise MediaError("source_missing", "The file is no longer here. Please add the video again.")
    return media.absolute(found)


def caption_options(video: Video, start: float) -> TranscribeOptions:
    """The captions that came with a video as its transcript."""
    extra = {"captions": str(media.absolute(video.captions_path)), "automatic": str(int(video.captions_automatic))}
    return TranscribeOptions(engine=Captions.name, language=video.captions_language or None, start=start, extra=extra)


class Index(Step):
    """Show the finished transcript in place of an older one, and have searches planned with it in mind."""

    name: ClassVar[str] = "index"
    kind: ClassVar[str] = "default"
    weight: ClassVar[int] = 2
    needs: ClassVar[tuple[str, ...] | None] = ("prepare", "transcribe")

    def run(self, run: StepRun) -> None:
        services.finish_transcript(run)
        analyse_index()
