"""The steps from sound to searchable lines."""

from __future__ import annotations

import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from django.conf import settings

from core import media
from engines.errors import MediaError, TranscriptionError
from engines.transcribers import fetch, needs_fetch, transcribe
from engines.transcribers.captions import Captions
from engines.transcribers.languages import UNKNOWN
from engines.transcribers.pocketsphinx import PocketSphinx
from engines.transcribers.registry import AUTO, stands_in
from engines.transcribers.speech_server import SpeechServer
from engines.types import TranscribeOptions
from segments import transcripts
from segments.models import Track, Transcription
from segments.search import analyse_index
from videos.captions import has_captions
from videos.models import CaptionPolicy, ProcessingSession, Video
from videos.pipeline import Step, StepRun

log = logging.getLogger(__name__)

ENGLISH = "en"
ALREADY_ENGLISH, NOTHING_SPOKEN = "already_english", "nothing_spoken"
"""Why there is no English track to be made."""


class Transcribe(Step):
    """Turn speech into lines, stored and searchable passage by passage. Goes on after the last one stored."""

    name: ClassVar[str] = "transcribe"
    kind: ClassVar[str] = "transcribe"
    weight: ClassVar[int] = 60
    needs: ClassVar[tuple[str, ...] | None] = ("prepare",)
    hears: ClassVar[bool] = True

    def run(self, run: StepRun) -> None:
        options = self.options(run)
        if options.engine != Captions.name and not has_sound(run.video):
            return
        path = heard_file(run.video)
        for passage in transcribe(path, with_model(run, options), progress=run.progress, stop=run.stop):
            transcripts.add_passage(run, passage)

    def options(self, run: StepRun) -> TranscribeOptions:
        session, stored = run.session, transcripts.stored_run(run)
        start = stored.reached if stored else 0.0
        if session.caption_policy != CaptionPolicy.IGNORE and has_captions(run.video):
            return caption_options(run.video, start)
        return speech_options(session, language=session.language or language_of(stored), start=start)


def speech_options(session: ProcessingSession, *, language: str | None, start: float) -> TranscribeOptions:
    """What was chosen for a run, and for the rest what is usual here."""
    engine = session.engine or settings.TRANSCRIBER
    usual_model = settings.SPEECH_SERVER_MODEL if engine == SpeechServer.name else settings.WHISPER_MODEL
    return TranscribeOptions(
        engine=engine,
        model=session.model or usual_model,
        language=language,
        start=start,
        model_dir=settings.MODEL_DIR,
        threads=settings.TRANSCRIBE_THREADS,
        extra=settings.SPEECH_OPTIONS,
    )


def language_of(stored: Transcription | None) -> str | None:
    """The language that an earlier attempt of the run detected: one transcript is of one language."""
    return stored.language if stored and stored.language not in {"", UNKNOWN} else None


def with_model(run: StepRun, options: TranscribeOptions) -> TranscribeOptions:
    """The options, once the model that they need is here; people see how it comes.

    Where it cannot be fetched and the choice was left to us, PocketSphinx stands in for English.
    """
    if not needs_fetch(options):
        return options
    try:
        with run.doing("fetching_model") as tell:
            fetch(options, progress=tell, stop=run.stop)
    except TranscriptionError as error:
        if options.engine != AUTO or not stands_in(options):
            raise
        log.warning("%s is left to PocketSphinx: %s", run.video, error)
        return replace(options, engine=PocketSphinx.name)
    return options


def has_sound(video: Video) -> bool:
    return bool(video.has_audio or video.sound_path)


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
        transcripts.finish_transcript(run)
        analyse_index()


class Translate(Step):
    """Say in English what is spoken in another language: a second track, once the first is read and searched.

    Goes on after the last passage stored. Speech that is English already needs none.
    """

    name: ClassVar[str] = "translate"
    kind: ClassVar[str] = "transcribe"
    weight: ClassVar[int] = 60
    needs: ClassVar[tuple[str, ...] | None] = ("prepare", "index")
    optional: ClassVar[bool] = True

    @classmethod
    def is_wanted(cls, session: ProcessingSession) -> bool:
        return session.translate

    def run(self, run: StepRun) -> None:
        heard = transcripts.stored_run(run)
        spoken = language_of(heard)
        if heard is None or not heard.segment_count or not has_sound(run.video):
            run.note = NOTHING_SPOKEN
        elif spoken == ENGLISH:
            run.note = ALREADY_ENGLISH
        else:
            self.translate(run, spoken)
            transcripts.finish_translation(run)

    def translate(self, run: StepRun, spoken: str | None) -> None:
        """Store the passages. Where nobody knows what is spoken the engine finds out, and ends where it is English."""
        stored = transcripts.stored_run(run, Track.ENGLISH)
        chosen = speech_options(run.session, language=spoken, start=stored.reached if stored else 0.0)
        options = with_model(run, replace(chosen, translate=True))
        with closing(transcribe(heard_file(run.video), options, progress=run.progress, stop=run.stop)) as passages:
            for passage in passages:
                if passage.info.language == ENGLISH:
                    run.note = ALREADY_ENGLISH
                    return
                transcripts.add_passage(run, passage, Track.ENGLISH)
