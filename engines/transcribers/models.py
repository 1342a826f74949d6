"""Where models of faster-whisper lie, and how they get there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.errors import TranscriptionError
from engines.types import TranscribeOptions

DEFAULT_FOLDER = Path("~/.cache/soundbite/models")
FILES = ("config.json", "model.bin", "tokenizer.json")
LOOK_EVERY = 2.0


def folder(options: TranscribeOptions) -> Path:
    """Where the model lies or will: `model` itself where it is a path, else a folder of its name in `model_dir`."""
    named = Path(options.model).expanduser()
    if len(named.parts) > 1:
        return named
    return (options.model_dir or DEFAULT_FOLDER).expanduser() / named.name


def is_present(options: TranscribeOptions) -> bool:
    """Whether the model lies here whole; reads no more than names of files."""
    place = folder(options)
    return all((place / name).is_file() for name in FILES) and any(place.glob("vocabulary.*"))


def fetch(options: TranscribeOptions, alive: Callable[[], None]) -> Path:
    """The folder of the model, fetched first if it is not here.

    Args:
        options: `model` and `model_dir` matter.
        alive: called every few seconds while bytes arrive.

    Raises:
        TranscriptionError: model_unavailable, retryable where only the network is missing.
    """
    target = folder(options)
    if is_present(options):
        return target
    if len(Path(options.model).parts) > 1:
        raise _unavailable("The folder of the speech model is not there or not whole.", retryable=False)
    from faster_whisper.utils import download_model

    try:
        with watching(target, alive):
            download_model(options.model, output_dir=str(target))
    except ValueError as error:
        raise _unavailable(f'There is no speech model "{Path(options.model).name}".', retryable=False) from error
    except Exception as error:
        reason = f'The speech model "{options.model}" is not on this machine and could not be fetched.'
        raise _unavailable(reason, retryable=True) from error
    return target


def _unavailable(reason: str, *, retryable: bool) -> TranscriptionError:
    advice = "Connect the machine to the internet once, or name a folder that holds a faster-whisper model."
    return TranscriptionError("model_unavailable", f"{reason} {advice}", retryable=retryable)


@contextmanager
def watching(target: Path, alive: Callable[[], None]) -> Iterator[None]:
    """Call `alive` whenever the folder has grown: the download itself tells nothing."""
    finished = threading.Event()

    def watch() -> None:
        known = 0
        while not finished.wait(LOOK_EVERY):
            size = _size(target)
            if size != known:
                known = size
                alive()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        finished.set()
        watcher.join()


def _size(target: Path) -> int:
    try:
        return sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    except OSError:  # a temporary file went away in between
        return -1
