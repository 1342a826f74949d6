"""The jobs about captions as the child of engines.host runs them: JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engines.captions import embedded
from engines.captions.reading import read_cues
from engines.types import CaptionFile, Progress

Values = dict[str, Any]


def run_check(arguments: Values, _progress: Progress) -> Iterator[Values]:
    yield {"cues": len(read_cues(Path(arguments["path"])))}


def run_extract(arguments: Values, _progress: Progress) -> Iterator[Values]:
    source, target = Path(arguments["source"]), Path(arguments["target"])
    yield {"captions": caption_values(embedded.extract(source, target, arguments["language"]))}


def caption_values(captions: CaptionFile | None) -> Values | None:
    """A CaptionFile as JSON."""
    if captions is None:
        return None
    return {"path": str(captions.path), "language": captions.language, "is_automatic": captions.is_automatic}


def captions_from(values: Values | None) -> CaptionFile | None:
    """The CaptionFile that caption_values() took apart."""
    return CaptionFile(Path(values["path"]), values["language"], values["is_automatic"]) if values else None
