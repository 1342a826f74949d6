"""Which transcribers there are, which one "auto" is, and the job that runs one in a child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.transcribers import checkpoints, models
from engines.transcribers.captions import Captions
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.openai_whisper import OpenAIWhisper
from engines.transcribers.packing import unpack
from engines.transcribers.pocketsphinx import PocketSphinx
from engines.transcribers.speech_server import NOT_SET, SpeechServer
from engines.types import Progress, TranscribeOptions, Transcriber

TRANSCRIBERS: dict[str, Callable[[], Transcriber]] = {
    FasterWhisper.name: FasterWhisper,
    PocketSphinx.name: PocketSphinx,
    OpenAIWhisper.name: OpenAIWhisper,
    SpeechServer.name: SpeechServer,
}
"""Those that recognise speech, in the order in which "auto" prefers them."""

NAMED = {**TRANSCRIBERS, Captions.name: Captions}
"""All there are; captions are no choice of people's, but of `caption_policy`."""

PACKAGES = {
    FasterWhisper.name: "faster_whisper",
    PocketSphinx.name: "pocketsphinx",
    OpenAIWhisper.name: "whisper",
    SpeechServer.name: "httpx2",
    Captions.name: "pysubs2",
}
OPTIONAL = {OpenAIWhisper.name: "`pip install -r requirements.txt` adds it."}
"""What `make run` does not install, and how to get it."""

TRANSLATORS = (FasterWhisper.name, OpenAIWhisper.name, SpeechServer.name)
"""Those that can also say in English what is spoken in another language."""

AUTO = "auto"

FETCHED = {
    FasterWhisper.name: (models.is_present, models.fetch),
    OpenAIWhisper.name: (checkpoints.is_present, checkpoints.fetch),
}
"""Engines with models that are fetched: whether one is here, and how to get it."""


def is_installed(name: str) -> bool:
    """Whether the package of a transcriber is there; imports nothing."""
    return find_spec(PACKAGES[name]) is not None


def missing(name: str) -> str:
    """Why a transcriber that is not installed cannot be used, in plain sentences."""
    return " ".join(filter(None, [f'The speech engine "{name}" is not installed on this machine.', OPTIONAL.get(name)]))


def hindrance(name: str, options: TranscribeOptions) -> str:
    """Why a transcriber cannot work here whatever is fetched, in plain sentences; empty where it can."""
    if not is_installed(name):
        return missing(name)
    return NOT_SET if name == SpeechServer.name and not options.extra.get("server_url") else ""


def lacks_model(name: str, options: TranscribeOptions) -> bool:
    """Whether the model of a transcriber would have to be fetched."""
    return name in FETCHED and not FETCHED[name][0](options)


def chosen(options: TranscribeOptions, progress: Progress) -> Transcriber:
    """The transcriber that `options` name, or for "auto" the best one that can work here and now.

    "auto" fetches the model of faster-whisper if it is missing; where that fails PocketSphinx stands in for English.
    openai-whisper, slower by far, is left to those who name it, unless it is the only one; a server elsewhere is
    left to them always.

    Raises:
        TranscriptionError: engine_unavailable, model_unavailable (auto, and the language is none of PocketSphinx's),
            translation_not_supported.
    """
    if options.translate and (reason := translation_hindrance(options.engine, options.model)):
        raise TranscriptionError("translation_not_supported", reason)
    if options.engine != AUTO:
        return _named(options.engine)
    failure = TranscriptionError("engine_unavailable", "No speech engine is installed on this machine.")
    if is_installed(FasterWhisper.name):
        try:
            models.fetch(options, progress)
            return FasterWhisper()
        except TranscriptionError as error:
            failure = error
    if stands_in(options):
        return PocketSphinx()
    others = {FasterWhisper.name} if options.translate else {FasterWhisper.name, PocketSphinx.name}
    if is_installed(OpenAIWhisper.name) and not any(map(is_installed, others)):
        return OpenAIWhisper()
    raise failure


def stands_in(options: TranscribeOptions) -> bool:
    """Whether PocketSphinx may do the work for "auto"."""
    return is_installed(PocketSphinx.name) and options.language in {None, "en"} and not options.translate


def translation_hindrance(engine: str, model: str) -> str:
    """Why an engine with a model cannot say in English what is spoken, in a plain sentence; empty where it can.

    Of a model that is a server's nobody knows.
    """
    if engine == AUTO and not any(map(is_installed, (FasterWhisper.name, OpenAIWhisper.name))):
        return "No speech engine that is installed on this machine can translate."
    if engine not in {AUTO, *TRANSLATORS}:
        return f'The speech engine "{engine}" cannot translate.'
    if engine != SpeechServer.name and not models.translates(model):
        return f'The speech model "{Path(model).name}" cannot translate.'
    return ""


def _named(name: str) -> Transcriber:
    if name not in NAMED:
        raise TranscriptionError("engine_unavailable", f'There is no speech engine "{name}".')
    if not is_installed(name):
        raise TranscriptionError("engine_unavailable", missing(name))
    return NAMED[name]()


def run_transcribe(arguments: dict[str, Any], progress: Progress) -> Iterator[dict[str, Any]]:
    """The job "transcribe"; see packing.pack() for its arguments and engines.types.Passage for its results."""
    path, options = unpack(arguments)
    transcriber = chosen(options, lambda _fraction: progress(0.0))
    for passage in transcriber.transcribe(path, options, progress):
        yield asdict(passage)


def run_fetch(arguments: dict[str, Any], progress: Progress) -> Iterator[dict[str, Any]]:
    """The job "fetch_model": the model of the engine that the options name, for "auto" that of faster-whisper.

    `extra` "anew" fetches it also where it is here.
    """
    _, options = unpack(arguments)
    name = FasterWhisper.name if options.engine == AUTO else options.engine
    yield {"place": str(FETCHED[name][1](options, progress, anew="anew" in options.extra))}
