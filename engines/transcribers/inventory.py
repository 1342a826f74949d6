"""Which models lie on this machine, how large they are, and whether they are whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.transcribers import checkpoints, models
from engines.transcribers.faster_whisper import FasterWhisper
from engines.transcribers.fetching import stored_bytes
from engines.transcribers.openai_whisper import OpenAIWhisper
from engines.transcribers.registry import is_installed
from engines.types import TranscribeOptions


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model of an engine on disk."""

    engine: str
    name: str
    place: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: names of files that are missing or not what was fetched. `is_known` False: nobody tells."""

    broken: tuple[str, ...]
    is_known: bool


def stored_models(model_dir: Path) -> list[StoredModel]:
    """All that lie in the folder, whole or not, by engine and name."""
    found = [(FasterWhisper.name, place.name, place) for place in models.here(model_dir)]
    found += [(OpenAIWhisper.name, place.stem, place) for place in checkpoints.here(model_dir)]
    return [StoredModel(engine, name, place, stored_bytes(place)) for engine, name, place in found]


def place_of(engine: str, options: TranscribeOptions) -> Path:
    """Where the model of the options lies or will."""
    return models.folder(options) if engine == FasterWhisper.name else checkpoints.checkpoint(options)


def known_models() -> Iterator[tuple[str, str]]:
    """(engine, model) of all that can be fetched; loads the installed engines."""
    for engine, known in ((FasterWhisper.name, models.known), (OpenAIWhisper.name, checkpoints.known)):
        if is_installed(engine):
            yield from ((engine, name) for name in known())


def check(stored: StoredModel) -> Finding:
    """Read all of a model and compare it with what was fetched."""
    if stored.engine == FasterWhisper.name:
        broken = models.broken_files(stored.place, thoroughly=True)
        return Finding(tuple(broken), is_known=bool(models.sums(stored.place)))
    whole = checkpoints.is_whole(stored.place) if is_installed(stored.engine) else None
    return Finding(() if whole is not False else (stored.place.name,), is_known=whole is not None)
