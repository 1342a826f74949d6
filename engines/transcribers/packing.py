"""Transcriber values as JSON and back: the two sides of the job "transcribe"."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from engines.types import Passage, Speech, TranscribeOptions, TranscriptInfo, Word

Values = dict[str, Any]


def pack(path: Path, options: TranscribeOptions) -> Values:
    """Arguments of the job."""
    model_dir = str(options.model_dir) if options.model_dir else None
    return {"path": str(path), **asdict(options), "model_dir": model_dir}


def unpack(arguments: Values) -> tuple[Path, TranscribeOptions]:
    """What pack() packed."""
    values = dict(arguments)
    path, model_dir = Path(values.pop("path")), values.pop("model_dir")
    return path, replace(TranscribeOptions(**values), model_dir=Path(model_dir) if model_dir else None)


def unpack_passage(values: Values) -> Passage:
    """The Passage that asdict() took apart."""
    speech = tuple(_speech(spoken) for spoken in values["speech"])
    return Passage(values["reached"], speech, TranscriptInfo(**values["info"]))


def _speech(values: Values) -> Speech:
    words = tuple(Word(**word) for word in values["words"])
    return Speech(values["start"], values["end"], values["text"], words, values["doubtful"])
