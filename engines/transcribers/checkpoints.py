"""Where checkpoints of openai-whisper lie, and how they get there and into memory."""

from __future__ import annotations

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError

from engines.errors import TranscriptionError
from engines.transcribers.models import DEFAULT_FOLDER, LOOK_EVERY, watching
from engines.types import TranscribeOptions

SUFFIX = ".pt"
FILE_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
"""Names of models that are kept under another one."""

ADVICE = "Connect the machine to the internet once, or name a .pt file of openai-whisper."

logger = logging.getLogger(__name__)


def checkpoint(options: TranscribeOptions) -> Path:
    """The file of the model: `model` itself where it is a path, else whisper's own name for it in `model_dir`."""
    if _is_path(options.model):
        return Path(options.model).expanduser()
    return _folder(options) / f"{FILE_NAMES.get(options.model, options.model)}{SUFFIX}"


def is_present(options: TranscribeOptions) -> bool:
    """Whether the checkpoint lies here; reads nothing of it."""
    return checkpoint(options).is_file()


def load(options: TranscribeOptions, device: str, alive: Callable[[], None]) -> Any:
    """The model on `device`, fetched first if it is not here.

    A named model is loaded by its name, not by its file: only so whisper knows which of its attention heads tell
    word times, and checks the file against its hash.

    Args:
        options: `model` and `model_dir` matter.
        device: "cpu" or "cuda".
        alive: called every few seconds while bytes arrive, or while another process fetches the same model.

    Raises:
        TranscriptionError: model_unavailable, retryable where only the network is missing.
    """
    import whisper

    if _is_path(options.model):
        return _load_file(checkpoint(options), device)
    if options.model not in whisper.available_models():
        raise _unavailable(f'There is no speech model "{options.model}".', retryable=False)
    folder = _folder(options)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _alone(checkpoint(options), alive), watching(folder, alive):
            return whisper.load_model(options.model, device=device, download_root=str(folder))
    except (URLError, OSError, RuntimeError) as error:
        reason = f'The speech model "{options.model}" is not on this machine and could not be fetched.'
        raise _unavailable(reason, retryable=True) from error


def _load_file(file: Path, device: str) -> Any:
    import whisper

    if not file.is_file():
        raise _unavailable("The file of the speech model is not there.", retryable=False)
    try:
        return whisper.load_model(str(file), device=device)
    except Exception as error:  # torch has a dozen ways to dislike a file
        logger.exception("%s cannot be loaded", file)
        raise _unavailable(f'The file "{file.name}" is no speech model of openai-whisper.', retryable=False) from error


def _is_path(model: str) -> bool:
    return model.endswith(SUFFIX) or len(Path(model).expanduser().parts) > 1


def _folder(options: TranscribeOptions) -> Path:
    return (options.model_dir or DEFAULT_FOLDER).expanduser()


@contextmanager
def _alone(file: Path, alive: Callable[[], None]) -> Iterator[None]:
    """One process at a time: whisper writes a download to its final name, where another would read half of it."""
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        while not _has_locked(lock.fileno()):
            alive()
            time.sleep(LOOK_EVERY)
        yield


def _has_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unavailable(reason: str, *, retryable: bool) -> TranscriptionError:
    return TranscriptionError("model_unavailable", f"{reason} {ADVICE}", retryable=retryable)
