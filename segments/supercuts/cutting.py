"""Making a supercut: its pieces are placed on the grid, parts that are not kept yet are made, and all are joined."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache as remembered
from pathlib import Path

from core import media
from engines.errors import ClipError
from engines.supercuts import in_child
from engines.supercuts.sources import look, placed
from engines.supercuts.types import Piece
from engines.types import Progress
from segments.models import Supercut
from segments.supercuts import parts as kept
from segments.supercuts.items import Item, items_of, part_key
from segments.supercuts.planning import still_readable
from videos.models import Video

PARTS_SHARE = 0.9
"""How much of the work the parts are; the rest is the joining."""


@dataclass(frozen=True, slots=True)
class Made:
    """A supercut's file, still in the folder of its attempt, and what is in it."""

    file: Path
    items: Sequence[Item]
    duration: float
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece with the part it is made into: its name in the cache, and its file in the folder of the attempt."""

    item: Item
    piece: Piece
    key: str
    file: Path


@contextmanager
def workplace(supercut: Supercut) -> Iterator[Path]:
    """A folder of the attempt's own, gone afterwards with all that is left in it."""
    folder = media.content_path("supercut", f"{supercut.pk}.{supercut.attempt}.work")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make(supercut: Supercut, folder: Path, *, progress: Progress, stop: threading.Event) -> Made:
    """Make the supercut of what its owner may still see; what was deleted or made private meanwhile is left out.

    Raises EngineError (nothing_left where nothing remains), Stopped, StorageFull.
    """
    items = still_readable(supercut.owner, items_of(supercut))
    if not items:
        raise ClipError("nothing_left", "No video of this supercut may still be seen.")
    media.require_free_space()
    parts = parts_of(supercut, items, folder)
    make_missing(supercut, parts, lambda fraction: progress(fraction * PARTS_SHARE), stop)
    target = folder / f"supercut.{supercut.format}"
    try:
        joined = in_child.join(
            [(part.file, part.item.frames) for part in parts],
            target,
            supercut.format,
            progress=lambda fraction: progress(PARTS_SHARE + fraction * (1 - PARTS_SHARE)),
            stop=stop,
        )
    except ClipError as error:
        if error.code == "part_damaged":
            kept.forget(part.key for part in parts)
        raise
    return Made(target, [part.item for part in parts], joined.duration, joined.size_bytes)


def parts_of(supercut: Supercut, items: Sequence[Item], folder: Path) -> list[Part]:
    """The items on the grid. Raises ClipError where a video's file is gone."""
    videos = {str(video.pk): video for video in Video.objects.filter(pk__in={item.video_id for item in items})}
    seen = remembered(look)
    parts = []
    for item in items:
        media_path = videos[item.video_id].media_path
        file = media.absolute(media_path)
        if not (media_path and file.is_file()):
            raise ClipError("source_missing", "The video's file is no longer here.")
        source = seen(file)
        first, frames = placed(source, item.start, item.end)
        rate = (source.rate.numerator, source.rate.denominator) if source.has_picture else (0, 1)
        title = item.title if supercut.titles and has_picture(supercut) else ""
        cut = replace(item, first=round(first, 6), frames=frames, rate=rate)
        key = part_key(cut, media_path, title=title, picture=has_picture(supercut))
        parts.append(Part(cut, Piece(file, first, frames, title), key, folder / f"{key}.mkv"))
    return parts


def has_picture(supercut: Supercut) -> bool:
    return supercut.format == Supercut.Format.MP4


def make_missing(supercut: Supercut, parts: Sequence[Part], progress: Progress, stop: threading.Event) -> None:
    """Make the parts that are not kept, each once however often it stands in the supercut, and keep them."""
    by_key = {part.key: part for part in parts}
    missing = [part for part in by_key.values() if not kept.lend(part.key, part.file)]
    if missing:
        wanted = [(part.piece, part.file) for part in missing]
        in_child.make_parts(wanted, picture=has_picture(supercut), progress=progress, stop=stop)
    for part in missing:
        kept.keep(part.key, part.item.video_id, part.file)
