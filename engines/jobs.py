"""The jobs about media as the child runs them: JSON values in, JSON values out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines import clips, media
from engines.types import AudioStream, MediaInfo, Progress, VideoStream

Values = dict[str, Any]


def run_probe(arguments: Values, _progress: Progress) -> Iterator[Values]:
    yield asdict(media.probe(Path(arguments["path"])))


def run_prepare(arguments: Values, progress: Progress) -> Iterator[Values]:
    source, target = Path(arguments["source"]), Path(arguments["target"])
    info = info_from(arguments["info"])
    yield asdict(media.prepare(source, target, info, progress, threads=arguments["threads"]))


def run_thumbnail(arguments: Values, _progress: Progress) -> Iterator[Values]:
    media.thumbnail(Path(arguments["source"]), Path(arguments["target"]), arguments["at"])
    yield {}


def run_file_cut(arguments: Values, progress: Progress) -> Iterator[Values]:
    source, target = Path(arguments["source"]), Path(arguments["target"])
    start, end, threads = arguments["start"], arguments["end"], arguments["threads"]
    yield asdict(clips.file_cut(source, target, start, end, progress, threads=threads))


def run_index_samples(arguments: Values, _progress: Progress) -> Iterator[Values]:
    clips.index_samples(Path(arguments["path"]))
    yield {}


def info_from(values: Values) -> MediaInfo:
    """The MediaInfo that asdict() took apart."""
    video, audio = values["video"], values["audio"]
    streams = {"video": video and VideoStream(**video), "audio": audio and AudioStream(**audio)}
    return MediaInfo(**{**values, **streams})
