"""Which transcribers there are, which one "auto" is, and the job that runs one in a child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

from engines.errors import TranscriptionError
from engines.transcribers import models
from engines.transcribers.captions import Captions
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.openai_whisper import OpenAIWhisper
from engines.transcribers.packing import unpack
from engines.transcribers.pocketsphinx import PocketSphinx
from engines.types import Progress, TranscribeOptions, Transcriber

TRANSCRIBERS: dict[str, Callable[[], Transcriber]] = {
    FasterWhisper.name: FasterWhisper,
    PocketSphinx.name: PocketSphinx,
    OpenAIWhisper.name: OpenAIWhisper,
}
"""Those that recognise speech, in the order in which "auto" prefers them."""

NAMED = {**TRANSCRIBERS, Captions.name: Captions}
"""All there are; captions are no choice of people's, but of `caption_policy`."""

PACKAGES = {
    FasterWhisper.name: "faster_whisper",
    PocketSphinx.name: "pocketsphinx",
    OpenAIWhisper.name: "whisper",
    Captions.name: "pysubs2",
}
OPTIONAL = {OpenAIWhisper.name: "`pip install -r requirements.txt` adds it."}
"""What `make run` does not install, and how to get it."""

AUTO = "auto"


def is_installed(name: str) -> bool:
    """Whether the package of a transcriber is there; imports nothing."""
    return find_spec(PACKAGES[name]) is not None


def missing(name: str) -> str:
    """Why a transcriber that is not installed cannot be used, in plain sentences."""
    return " ".join(filter(None, [f'The speech engine "{name}" is not installed on this machine.', OPTIONAL.get(name)]))


def chosen(options: TranscribeOptions, alive: Callable[[], None]) -> Transcriber:
    """The transcriber that `options` name, or for "auto" the best one that can work here and now.

    "auto" fetches the model of faster-whisper if it is missing; where that fails PocketSphinx stands in for English.
    openai-whisper, slower by far, is left to those who name it, unless it is the only one.

    Raises:
        TranscriptionError: engine_unavailable, model_unavailable (auto, and the language is none of PocketSphinx's).
    """
    if options.engine != AUTO:
        return _named(options.engine)
    failure = TranscriptionError("engine_unavailable", "No speech engine is installed on this machine.")
    if is_installed(FasterWhisper.name):
        try:
            models.fetch(options, alive)
            return FasterWhisper()
        except TranscriptionError as error:
            failure = error
    if is_installed(PocketSphinx.name) and options.language in {None, "en"}:
        return PocketSphinx()
    if [name for name in TRANSCRIBERS if is_installed(name)] == [OpenAIWhisper.name]:
        return OpenAIWhisper()
    raise failure


def _named(name: str) -> Transcriber:
    if name not in NAMED:
        raise TranscriptionError("engine_unavailable", f'There is no speech engine "{name}".')
    if not is_installed(name):
        raise TranscriptionError("engine_unavailable", missing(name))
    return NAMED[name]()


def run_transcribe(arguments: dict[str, Any], progress: Progress) -> Iterator[dict[str, Any]]:
    """The job "transcribe"; see packing.pack() for its arguments and engines.types.Passage for its results."""
    path, options = unpack(arguments)
    transcriber = chosen(options, lambda: progress(0.0))
    for passage in transcriber.transcribe(path, options, progress):
        yield asdict(passage)
