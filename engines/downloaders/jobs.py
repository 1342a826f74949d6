"""Look-ups and downloads as the child of engines.host runs them: JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from engines.captions.jobs import caption_values, captions_from
from engines.downloaders import ytdlp
from engines.downloaders.diagnosis import diagnose
from engines.downloaders.types import Downloaded, FetchOptions, SourceEntry, SourceInfo
from engines.types import Progress

Values = dict[str, Any]


def run_lookup(arguments: Values, _progress: Progress) -> Iterator[Values]:
    yield source_values(ytdlp.lookup(arguments["url"], options_from(arguments["options"])))


def run_download(arguments: Values, progress: Progress) -> Iterator[Values]:
    options = options_from(arguments["options"])
    for here in ytdlp.download(arguments["url"], Path(arguments["folder"]), options, progress):
        yield {"sound": str(here)} if isinstance(here, Path) else downloaded_values(here)


def run_diagnose(arguments: Values, _progress: Progress) -> Iterator[Values]:
    for finding in diagnose(arguments["url"], options_from(arguments["options"])):
        yield asdict(finding)


def downloaded_values(downloaded: Downloaded) -> Values:
    """Downloaded as JSON."""
    captions = caption_values(downloaded.captions)
    return {"path": str(downloaded.path), "info": source_values(downloaded.info), "captions": captions}


def downloaded_from(values: Values) -> Downloaded:
    """The Downloaded that downloaded_values() took apart."""
    return Downloaded(Path(values["path"]), source_from(values["info"]), captions_from(values["captions"]))


def options_values(options: FetchOptions) -> Values:
    """FetchOptions as JSON."""
    values = asdict(options)
    values["cookie_file"] = options.cookie_file and str(options.cookie_file)
    values["plugin_dirs"] = [str(folder) for folder in options.plugin_dirs]
    return values


def options_from(values: Values) -> FetchOptions:
    """The FetchOptions that options_values() took apart."""
    taken = dict(values)
    taken["cookie_file"] = Path(values["cookie_file"]) if values["cookie_file"] else None
    taken["plugin_dirs"] = tuple(Path(folder) for folder in values["plugin_dirs"])
    taken["allowed"] = tuple((host, port) for host, port in values["allowed"])
    return FetchOptions(**taken)


def source_values(info: SourceInfo) -> Values:
    """SourceInfo as JSON."""
    published_at = info.published_at and info.published_at.isoformat()
    return {**asdict(info), "published_at": published_at}


def source_from(values: Values) -> SourceInfo:
    """The SourceInfo that source_values() took apart."""
    taken = dict(values)
    taken["published_at"] = datetime.fromisoformat(values["published_at"]) if values["published_at"] else None
    taken["caption_languages"] = tuple(values["caption_languages"])
    taken["entries"] = tuple(SourceEntry(**entry) for entry in values["entries"])
    return SourceInfo(**taken)
