"""Speech to text: any transcriber, run in a child process, as one stream of passages."""

from __future__ import annotations

import threading
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from engines import host
from engines.transcribers.equipment import equipped
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.packing import pack, unpack_passage
from engines.transcribers.registry import AUTO, TRANSCRIBERS, hindrance, is_installed, lacks_model
from engines.types import Passage, Progress, TranscribeOptions

SILENT_AFTER = 1800.0
"""Seconds: a large model on a slow processor needs minutes for one segment."""
FETCH_SILENT_AFTER = 300.0
NO_MODEL = "Its model is not on this machine yet; it is fetched when first needed."


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
) -> Generator[Passage, None, None]:
    """Run the transcriber of `options` in a child and yield passages as they come.

    The media must have sound. Closing the generator ends the child.

    Args:
        path: a local media file.
        options: see TranscribeOptions.
        progress: called in this thread, between passages.
        stop: when set, Stopped is raised within about a second and nothing is left running.
        nice: added to the niceness of the child.

    Raises:
        TranscriptionError: engine_unavailable, model_unavailable, language_unsupported, translation_not_supported,
            transcription_failed, and of a server elsewhere speech_key_refused, speech_rate_limited,
            speech_server_unreachable, speech_server_failed, speech_server_refused, speech_answer_wrong.
        MediaError: not_media, media_damaged, no_streams.
        FfmpegError: ffmpeg_stalled, ffmpeg_missing.
        HostError: engine_crashed, engine_silent.
        Stopped: `stop` was set.
    """
    arguments = pack(path, equipped(options))
    answers = host.stream("transcribe", arguments, progress=progress, stop=stop, silent_after=SILENT_AFTER, nice=nice)
    for values in answers:
        yield unpack_passage(values)


def needs_fetch(options: TranscribeOptions) -> bool:
    """Whether a run with these options would have to fetch a model first; cheap."""
    name = FasterWhisper.name if options.engine == AUTO else options.engine
    return name in TRANSCRIBERS and is_installed(name) and lacks_model(name, equipped(options))


def fetch(
    options: TranscribeOptions, *, progress: Progress | None = None, stop: threading.Event | None = None, nice: int = 0
) -> None:
    """Fetch the model that a run with these options needs, in a child; `progress` is the fraction of its bytes.

    Raises:
        TranscriptionError: model_unavailable.
        HostError: engine_crashed, engine_silent.
        Stopped: `stop` was set. What came whole is kept for the next try.
    """
    arguments = pack(Path(), equipped(options))
    host.call("fetch_model", arguments, progress=progress, stop=stop, silent_after=FETCH_SILENT_AFTER, nice=nice)


def available(options: TranscribeOptions | None = None) -> dict[str, Availability]:
    """For every transcriber whether it can be used now; cheap: loads no engine, asks no network.

    Args:
        options: `model` and `model_dir` say where the Whisper engines look for their models, `extra` names a server.
    """
    asked = equipped(options or TranscribeOptions())
    return {name: _availability(name, asked) for name in TRANSCRIBERS}


def _availability(name: str, options: TranscribeOptions) -> Availability:
    reason = hindrance(name, options) or (NO_MODEL if lacks_model(name, options) else "")
    return Availability(not reason, reason)
