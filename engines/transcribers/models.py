"""Where models of faster-whisper lie, how they get there, and whether they are whole."""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from engines.errors import TranscriptionError
from engines.transcribers.fetching import (
    DEFAULT_FOLDER,
    FileSum,
    alone,
    is_whole,
    reraise_full_disk,
    sha256_of,
    unavailable,
    watching,
)
from engines.types import Progress, TranscribeOptions

FILES = ("config.json", "model.bin", "tokenizer.json")
PATTERNS = (*FILES, "preprocessor_config.json", "vocabulary.*")
"""What faster-whisper itself fetches of a repository."""
SUMS = "soundbite.json"
"""Written beside a fetched model: what its files should be."""
ANSWER_SECONDS = 10.0
ADVICE = "Connect the machine to the internet once, or name a folder that holds a faster-whisper model."

NO_TRANSLATION = re.compile(r"turbo|distil|\.en(\.pt)?$", re.IGNORECASE)
"""Models that were trained for English alone, or without translations: asked for one they say what they hear."""

logger = logging.getLogger(__name__)


def translates(model: str) -> bool:
    """Whether a Whisper model was trained to translate, as far as its name tells."""
    return NO_TRANSLATION.search(Path(model).name) is None


def is_path(options: TranscribeOptions) -> bool:
    return len(Path(options.model).expanduser().parts) > 1


def folder(options: TranscribeOptions) -> Path:
    """Where the model lies or will: `model` itself where it is a path, else a folder of its name in `model_dir`."""
    named = Path(options.model).expanduser()
    return named if is_path(options) else (options.model_dir or DEFAULT_FOLDER).expanduser() / named.name


def is_present(options: TranscribeOptions) -> bool:
    """Whether the model lies here whole, by the names and sizes of its files."""
    return not broken_files(folder(options), thoroughly=False)


def broken_files(place: Path, *, thoroughly: bool) -> list[str]:
    """Names of files that are missing or not what was fetched; their content is read only `thoroughly`."""
    broken = [name for name in FILES if not (place / name).is_file()]
    if not any(place.glob("vocabulary.*")):
        broken.append("vocabulary")
    expected = sums(place)
    broken += [name for name in expected if not is_whole(place / name, expected[name], thoroughly=thoroughly)]
    return sorted(set(broken))


def sums(place: Path) -> dict[str, FileSum]:
    """What the files of a fetched model should be; nothing where somebody else put it there."""
    try:
        kept = json.loads((place / SUMS).read_text())
        return {name: FileSum(**values) for name, values in kept.items()}
    except (FileNotFoundError, NotADirectoryError):  # the latter where one file is named, which another engine wants
        return {}
    except (ValueError, TypeError, AttributeError):
        logger.warning("%s of %s cannot be read", SUMS, place.name)
        return {SUMS: FileSum(-1, "")}


def here(model_dir: Path) -> list[Path]:
    """The folders of models, whole or not."""
    found = model_dir.glob("[!.]*") if model_dir.is_dir() else ()
    return sorted(
        place for place in found if (place / "config.json").is_file() and (place / "tokenizer.json").is_file()
    )


def known() -> list[str]:
    """Names of the models that can be fetched."""
    from faster_whisper.utils import available_models

    return list(available_models())


def fetch(options: TranscribeOptions, progress: Progress, *, anew: bool = False) -> Path:
    """The folder of the model, fetched first if it is not here, into a temporary folder that is then renamed.

    Files that came whole are not fetched again where an earlier fetch broke off.

    Args:
        options: `model` and `model_dir` matter.
        progress: the fraction of the model's bytes that is here; nothing is told where it needs no fetching.
        anew: fetch it also where it is here.

    Raises:
        TranscriptionError: model_unavailable, retryable where only the network is missing.
    """
    target = folder(options)
    if is_present(options) and not anew:
        return target
    if is_path(options):
        raise unavailable("The folder of the speech model is not there or not whole.", ADVICE, retryable=False)
    progress(0.0)
    with alone(target, lambda: progress(0.0)):
        if anew or not is_present(options):
            _bring(options.model, target, progress)
    progress(1.0)
    return target


def _bring(model: str, target: Path, progress: Progress) -> None:
    """Fetch to `.NAME.part` and put that in place of what may be there."""
    import httpx2  # noqa: PLC0415 -- what the hub's client is made of
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError  # noqa: PLC0415 -- slow import

    part = target.with_name(f".{target.name}.part")
    try:
        _download(repository(model), part, progress)
    except RepositoryNotFoundError as error:
        raise no_such_model(model) from error
    except (HfHubHTTPError, httpx2.HTTPError, OSError) as error:
        reraise_full_disk(error)
        logger.warning("the model %s cannot be fetched: %r", model, error)
        reason = f'The speech model "{model}" is not on this machine and could not be fetched.'
        raise unavailable(reason, ADVICE, retryable=True) from error
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def repository(model: str) -> str:
    """Raises TranscriptionError(model_unavailable) where faster-whisper knows no such model."""
    from faster_whisper.utils import _MODELS  # its own list: nothing public tells where a model is

    if model not in _MODELS:
        raise no_such_model(model)
    return str(_MODELS[model])


def no_such_model(model: str) -> TranscriptionError:
    return unavailable(f'There is no speech model "{model}".', ADVICE, retryable=False)


def _download(name: str, part: Path, progress: Progress) -> None:
    """All files of the repository into `part`, and what they should be. Raises OSError where one is not that."""
    from huggingface_hub import HfApi, hf_hub_download  # noqa: PLC0415 -- slow import

    found = HfApi().model_info(name, files_metadata=True, timeout=ANSWER_SECONDS)
    expected = dict(wanted(found.siblings or []))
    total = sum(one.size_bytes for one in expected.values())
    with watching(part, total, progress):
        for file, one in expected.items():
            hf_hub_download(name, file, revision=found.sha, local_dir=part)
            if not is_whole(part / file, one, thoroughly=True):
                shutil.rmtree(part)
                raise OSError(f"{file} did not arrive as it was sent")
    kept = {
        file: asdict(FileSum(one.size_bytes, one.sha256 or sha256_of(part / file))) for file, one in expected.items()
    }
    (part / SUMS).write_text(json.dumps(kept, indent=1))
    shutil.rmtree(part / ".cache", ignore_errors=True)


def wanted(siblings: list[Any]) -> Iterator[tuple[str, FileSum]]:
    """The files of a repository that are fetched; large ones come with their sums."""
    for sibling in siblings:
        if any(fnmatch(sibling.rfilename, pattern) for pattern in PATTERNS):
            sums = sibling.lfs
            yield sibling.rfilename, FileSum(sibling.size or 0, sums.sha256 if sums else "")
