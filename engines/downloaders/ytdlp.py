"""Looking up and downloading videos with yt-dlp. Call these in a child process (see engines.downloaders.jobs)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from engines import ffmpeg
from engines.downloaders.captions import fetch_captions
from engines.downloaders.failures import failure, read_failure
from engines.downloaders.information import LISTS, Info, read_source, require_ended
from engines.downloaders.javascript import find_runtime
from engines.downloaders.limits import DownloadWatch, Part, time_limit
from engines.downloaders.places import platform_of
from engines.downloaders.session import Ydl, fetching
from engines.downloaders.sniff import look_at_file
from engines.downloaders.types import Downloaded, FetchOptions, Place, SourceInfo
from engines.errors import EngineError
from engines.types import CaptionFile, Progress

PROTOCOLS = {"http", "https", "m3u8", "m3u8_native", "http_dash_segments"}
"""The protocols that yt-dlp fetches by itself, through our guard."""

WHOLE = {"http", "https", "http_dash_segments"}
"""Of these the streams of one video begin at the same moment; HLS starts its clocks where it likes."""

MERGING = 0.02
"""The share of merging in the progress of a download in two parts."""


def lookup(url: str, options: FetchOptions) -> SourceInfo:
    """What stands behind an address, without fetching media. Closes the door of this process, see `fetching`.

    Raises:
        DownloadError: any code of engines.downloaders.failures but those of downloads.
    """
    place = platform_of(url, allow_private=options.allow_private or bool(options.allowed))
    _require_runtime(place)
    with time_limit(options.lookup_limit, "source_timeout"), fetching(options) as ydl:
        return read_source(extract(ydl, place), place, options.max_entries)


def download(url: str, folder: Path, options: FetchOptions, progress: Progress) -> Iterator[Path | Downloaded]:
    """Fetch a video into a folder of its own, and go on from what an earlier call left there.

    Yields the path of the sound as soon as that is whole, where it is a stream of its own: it comes first, and is gone
    when the caller goes on to the end. Yields the whole video last.

    On success the folder holds that one file, on a failure that may pass its parts so far, on any other nothing.
    Closes the door of this process, see `fetching`.

    Args:
        folder: only for this source; made where it is missing.
        progress: of all parts together, by bytes.

    Raises:
        DownloadError: any code of engines.downloaders.failures.
        FfmpegError: the parts could not be merged.
    """
    place = platform_of(url, allow_private=options.allow_private or bool(options.allowed))
    _require_runtime(place)
    with _tidied(folder):
        yield from _download(place, folder, options, progress)


def _download(place: Place, folder: Path, options: FetchOptions, progress: Progress) -> Iterator[Path | Downloaded]:
    with time_limit(options.time_limit), fetching(options) as ydl:
        with time_limit(options.lookup_limit, "source_timeout"):
            info = extract(ydl, place)
        _require_wanted(info, options)
        formats = info.get("requested_formats") or [info]
        parts = [_part(folder, info, chosen) for chosen in formats]
        _require_room(formats, options)
        captions = fetch_captions(ydl, info, folder, options)
        yield from _fetch(ydl, info, list(zip(parts, formats, strict=True)), options, progress)
        path = _merge(parts, formats, info, progress)
        kept = _alone(path, formats, captions)
        yield Downloaded(kept, read_source(info, place, options.max_entries), captions)


@contextmanager
def _tidied(folder: Path) -> Iterator[None]:
    """A folder that is gone after a failure for good."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except EngineError as error:
        if not error.retryable:
            shutil.rmtree(folder)
        raise


def _require_runtime(place: Place) -> None:
    if place.platform == "youtube" and place.kind == "video" and find_runtime() is None:
        raise failure("js_runtime_missing")


def extract(ydl: Ydl, place: Place) -> Info:
    """yt-dlp's information about an address, formats chosen, lists flat."""
    info = ydl.extract_info(place.url, download=False)
    if not info:
        raise failure("not_media")
    if info.get("direct"):
        info.update(look_at_file(ydl, info))
    return dict(info)


def _require_wanted(info: Info, options: FetchOptions) -> None:
    """Raises DownloadError: url_is_playlist, is_live, not_yet_live, too_long, drm_protected, url_unsupported."""
    if info.get("_type") in LISTS:
        raise failure("url_is_playlist")
    require_ended(info)
    if (info.get("duration") or 0) > options.max_duration:
        raise failure("too_long")
    if info.get("section_start") or info.get("section_end"):
        raise failure("url_unsupported", "This address is only a part of a video. Please add the video itself.")
    for chosen in info.get("requested_formats") or [info]:
        if chosen.get("has_drm"):
            raise failure("drm_protected")
        if chosen.get("protocol") not in PROTOCOLS:
            raise failure("url_unsupported")


def _require_room(formats: list[Info], options: FetchOptions) -> None:
    if sum(chosen.get("filesize") or 0 for chosen in formats) > options.max_bytes:
        raise failure("too_large")


def _part(folder: Path, info: Info, chosen: Info) -> Part:
    """A stream and where it goes. The same stream gets the same name in every attempt, so that it can go on."""
    identity = (info["extractor_key"], info["id"], chosen["format_id"], chosen.get("filesize"), info.get("validator"))
    name = hashlib.sha256(repr(identity).encode()).hexdigest()[:16]
    size = chosen.get("filesize") or chosen.get("filesize_approx")
    return Part(folder / name, int(size) if size else None)


def _fetch(
    ydl: Ydl, info: Info, parts: list[tuple[Part, Info]], options: FetchOptions, progress: Progress
) -> Iterator[Path]:
    """Bring all parts here, one after the other, sound before pictures; yields the sound when it is here."""
    share = 1.0 if len(parts) == 1 else 1.0 - MERGING
    watch = DownloadWatch([part for part, _ in parts], options, lambda done: progress(done * share))
    ydl.add_progress_hook(watch.hook)
    with time_limit(options.time_limit, stalled=watch.stall), _links_of(info):
        for part, chosen in sorted(parts, key=lambda pair: not _is_sound(pair[1])):
            watch.part = part
            fetched, _ = ydl.dl(str(part.path), {**_without_formats(info), **chosen})
            if not fetched:
                raise failure("source_error")
            if len(parts) > 1 and _is_sound(chosen) and chosen.get("protocol") in WHOLE:
                yield part.path


def _is_sound(chosen: Info) -> bool:
    return chosen.get("vcodec") == "none"


@contextmanager
def _links_of(info: Info) -> Iterator[None]:
    """A site that refuses the very link it has just given out (they expire) will give another one later."""
    try:
        yield
    except Exception as error:
        if not info.get("direct") and read_failure(error).code == "access_denied":
            raise failure("link_expired") from error
        raise


def _without_formats(info: Info) -> Info:
    return {name: value for name, value in info.items() if name not in ("formats", "requested_formats")}


def _merge(parts: list[Part], formats: list[Info], info: Info, progress: Progress) -> Path:
    """One file of all streams, copied as they are, by an ffmpeg that opens local media only."""
    if len(parts) == 1:
        return parts[0].path
    kind = "mp4" if all(chosen.get("ext") in ("mp4", "m4a") for chosen in formats) else "matroska"
    streams = [_stream(part, chosen) for part, chosen in zip(parts, formats, strict=True)]
    target = parts[0].path.with_suffix(".merged")
    output = ffmpeg.output(*streams, target=target, c="copy", f=kind)
    ffmpeg.run(
        output,
        duration=info.get("duration") or 0.0,
        progress=lambda done: progress(1.0 - MERGING + MERGING * done),
    )
    return target


def _stream(part: Part, chosen: Info) -> Any:
    kind = "a" if _is_sound(chosen) else "v"
    return ffmpeg.source(part.path)[kind]


def _alone(path: Path, formats: list[Info], captions: CaptionFile | None) -> Path:
    """The file under its last name, everything else in its folder but the captions gone."""
    target = path.with_name("source." + _suffix(path, formats))
    path.replace(target)
    for other in target.parent.iterdir():
        if other != target and not (captions and other == captions.path):
            other.unlink()
    return target


def _suffix(path: Path, formats: list[Info]) -> str:
    """A usual ending for the file; nothing relies on it."""
    endings = {str(chosen.get("ext")) for chosen in formats}
    if path.suffix == ".merged":
        return "mp4" if endings <= {"mp4", "m4a"} else "mkv"
    ending = endings.pop()
    return ending if ending.isalnum() and len(ending) <= 5 else "bin"
