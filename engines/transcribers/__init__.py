"""Speech to text: any transcriber, run in a child process, as one stream of passages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines import host
from engines.transcribers import checkpoints, models
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.openai_whisper import OpenAIWhisper
from engines.transcribers.packing import pack, unpack_passage
from engines.transcribers.registry import TRANSCRIBERS, is_installed, missing
from engines.types import Passage, Progress, TranscribeOptions

SILENT_AFTER = 1800.0
"""Seconds: a large model on a slow processor needs minutes for one segment."""

HAS_MODEL = {FasterWhisper.name: models.is_present, OpenAIWhisper.name: checkpoints.is_present}


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a transcriber can be used here and now, and if not, why, in a plain sentence."""

    is_usable: bool
    reason: str = ""


def transcribe(
    path: Path,
    options: TranscribeOptions,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    nice: int = 0,
) -> Iterator[Passage]:
    """Run the transcriber of `options` in a child and yield passages as they come.

    The media must have sound. Closing the generator ends the child.

    Args:
        path: a local media file.
        options: see TranscribeOptions.
        progress: called in this thread, between passages.
        stop: when set, Stopped is raised within about a second and nothing is left running.
        nice: added to the niceness of the child.

    Raises:
        TranscriptionError: engine_unavailable, model_unavailable, language_unsupported, transcription_failed.
        MediaError: not_media, media_damaged, no_streams.
        FfmpegError: ffmpeg_stalled, ffmpeg_missing.
        HostError: engine_crashed, engine_silent.
        Stopped: `stop` was set.
    """
    arguments = pack(path, options)
    answers = host.stream("transcribe", arguments, progress=progress, stop=stop, silent_after=SILENT_AFTER, nice=nice)
    for values in answers:
        yield unpack_passage(values)


def available(options: TranscribeOptions | None = None) -> dict[str, Availability]:
    """For every transcriber whether it can be used now; cheap: loads no engine, asks no network.

    Args:
        options: `model` and `model_dir` say where the Whisper engines look for their models.
    """
    return {name: _availability(name, options or TranscribeOptions()) for name in TRANSCRIBERS}


def _availability(name: str, options: TranscribeOptions) -> Availability:
    if not is_installed(name):
        return Availability(False, missing(name))
    if name in HAS_MODEL and not HAS_MODEL[name](options):
        return Availability(False, "Its model is not on this machine yet; it is fetched when first needed.")
    return Availability(True)
