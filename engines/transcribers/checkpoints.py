"""Where checkpoints of openai-whisper lie, how they get there and into memory, and whether they are whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.transcribers.fetching import (
    DEFAULT_FOLDER,
    alone,
    reraise_full_disk,
    sha256_of,
    unavailable,
)
from engines.types import Progress, TranscribeOptions

if TYPE_CHECKING:
    import httpx2

SUFFIX = ".pt"
FILE_NAMES = {"large": "large-v3", "turbo": "large-v3-turbo"}
"""Names of models that are kept under another one."""
ANSWER_SECONDS = 15.0
ADVICE = "Connect the machine to the internet once, or name a .pt file of openai-whisper."

logger = logging.getLogger(__name__)


def checkpoint(options: TranscribeOptions) -> Path:
    """The file of the model: `model` itself where it is a path, else whisper's own name for it in `model_dir`."""
    if is_path(options.model):
        return Path(options.model).expanduser()
    folder = (options.model_dir or DEFAULT_FOLDER).expanduser()
    return folder / f"{FILE_NAMES.get(options.model, options.model)}{SUFFIX}"


def is_path(model: str) -> bool:
    return model.endswith(SUFFIX) or len(Path(model).expanduser().parts) > 1


def is_present(options: TranscribeOptions) -> bool:
    """Whether the checkpoint lies here; reads nothing of it."""
    return checkpoint(options).is_file()


def here(model_dir: Path) -> list[Path]:
    """The checkpoints, whole or not."""
    return sorted(model_dir.glob(f"*{SUFFIX}"))


def known() -> list[str]:
    """Names of the models that can be fetched."""
    import whisper

    return list(whisper.available_models())


def is_whole(file: Path) -> bool | None:
    """Whether a checkpoint is what whisper says of it; None where it knows none of that name. Reads all of it."""
    import whisper

    url = whisper._MODELS.get(file.stem)
    return sha256_of(file) == sum_in(url) if url else None


def sum_in(url: str) -> str:
    """The sum of a checkpoint is the folder in its address."""
    return url.split("/")[-2]


def fetch(options: TranscribeOptions, progress: Progress, *, anew: bool = False) -> Path:
    """The checkpoint, fetched first if it is not here: into a temporary file that is then renamed, and gone on with
    where an earlier fetch broke off.

    Args:
        options: `model` and `model_dir` matter.
        progress: the fraction of the model's bytes that is here; nothing is told where it needs no fetching.
        anew: fetch it also where it is here.

    Raises:
        TranscriptionError: model_unavailable, retryable where only the network is missing.
    """
    file = checkpoint(options)
    if file.is_file() and not anew:
        return file
    if is_path(options.model):
        raise unavailable("The file of the speech model is not there.", ADVICE, retryable=False)
    import whisper

    url = whisper._MODELS.get(options.model)  # nothing public tells where a model is
    if url is None:
        raise unavailable(f'There is no speech model "{options.model}".', ADVICE, retryable=False)
    progress(0.0)
    with alone(file, lambda: progress(0.0)):
        if anew or not file.is_file():
            _bring(options.model, url, file, progress)
    progress(1.0)
    return file


def _bring(model: str, url: str, file: Path, progress: Progress) -> None:
    import httpx2  # noqa: PLC0415 -- slow import

    part = file.with_name(f".{file.name}.part")
    try:
        _download(url, part, progress)
        if sha256_of(part) != sum_in(url):
            part.unlink()
            raise OSError(f"{file.name} did not arrive as it was sent")
    except (httpx2.HTTPError, OSError) as error:
        reraise_full_disk(error)
        logger.warning("the model %s cannot be fetched: %r", model, error)
        reason = f'The speech model "{model}" is not on this machine and could not be fetched.'
        raise unavailable(reason, ADVICE, retryable=True) from error
    part.replace(file)


def _download(url: str, part: Path, progress: Progress) -> None:
    """Append what is missing of `part`. Raises httpx2.HTTPError."""
    with part.open("ab") as output, _answer(url, output.tell()) as response:
        if response.status_code == 416:  # all of it is here
            return
        response.raise_for_status()
        if response.status_code == 200:
            output.seek(0)
            output.truncate()
        total = output.tell() + int(response.headers.get("Content-Length", 0))
        for block in response.iter_bytes():
            output.write(block)
            progress(min(output.tell() / total, 1.0) if total else 0.0)


@contextmanager
def _answer(url: str, start: int) -> Iterator[httpx2.Response]:
    import httpx2  # noqa: PLC0415 -- slow import

    wanted = {"Range": f"bytes={start}-"} if start else {}
    headers = {"Accept-Encoding": "identity", **wanted}
    with httpx2.stream("GET", url, headers=headers, timeout=ANSWER_SECONDS, follow_redirects=True) as response:
        yield response


def load(options: TranscribeOptions, progress: Progress) -> Any:
    """The model in the processor's memory, fetched first if it is not here.

    A named model is loaded by its name, not by its file: only so whisper knows which of its attention heads tell
    word times, and checks the file against its hash.

    Args:
        options: `model` and `model_dir` matter.
        progress: see fetch().

    Raises:
        TranscriptionError: model_unavailable, retryable where only the network is missing.
    """
    import whisper

    file = fetch(options, progress)
    if is_path(options.model):
        return _load_file(file)
    if not is_whole(file):
        logger.warning("%s is broken and is fetched again", file.name)
        fetch(options, progress, anew=True)
    return whisper.load_model(options.model, device="cpu", download_root=str(file.parent))


def _load_file(file: Path) -> Any:
    import whisper

    try:
        return whisper.load_model(str(file), device="cpu")
    except Exception as error:  # torch has a dozen ways to dislike a file
        logger.exception("%s cannot be loaded", file)
        reason = f'The file "{file.name}" is no speech model of openai-whisper.'
        raise unavailable(reason, ADVICE, retryable=False) from error
