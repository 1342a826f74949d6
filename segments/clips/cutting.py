"""Cutting a clip: the engines called for it, and the file they make."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from core import media
from engines import in_child
from engines.clips import FileCut, play_cut
from engines.errors import ClipError
from engines.forms.types import Form, Made, Order
from engines.types import Progress, Speech, Word
from segments.models import Clip

SUFFIXES = {
    "video/webm": ".webm",
    "audio/webm": ".webm",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "image/gif": ".gif",
    "image/webp": ".webp",
}


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip's file, still under the name of its attempt. Times are seconds of the file."""

    partial: Path
    suffix: str
    size_bytes: int
    pre_roll: float
    play_end: float
    duration: float


def cut(clip: Clip, *, progress: Progress, stop: threading.Event) -> Cut:
    """Cut a clip as its purpose wants it: for playing at once, in this process; as a file in a child.

    Raises EngineError, Stopped, StorageFull, and UnfitToPlay for playing only.
    """
    source = media.absolute(clip.video.media_path)
    if not (clip.video.media_path and source.is_file()):
        raise ClipError("source_missing", "The video's file is no longer here.")
    media.require_free_space()
    target = partial_path(clip)
    if clip.purpose == Clip.Purpose.PLAY:
        return cut_to_play(clip, source, target)
    return cut_to_keep(clip, source, target, progress, stop)


def cut_to_keep(clip: Clip, source: Path, target: Path, progress: Progress, stop: threading.Event) -> Cut:
    form = form_of(clip)
    made: FileCut | Made
    if form.is_plain:
        made = in_child.file_cut(source, target, clip.start, clip.end, progress=progress, stop=stop)
    else:
        order = Order(clip.start, clip.end, form, speech_of(clip))
        made = in_child.make_form(source, target, order, progress=progress, stop=stop)
    return Cut(target, suffix_of(made.content_type), made.size_bytes, 0.0, made.duration, made.duration)


def form_of(clip: Clip) -> Form:
    return Form(clip.format, clip.captions, clip.crop)


def speech_of(clip: Clip) -> tuple[Speech, ...]:
    """What the clip's captions say, as it was when the clip was asked for."""
    return tuple(
        Speech(start, end, text, tuple(Word(*word) for word in words)) for start, end, text, words in clip.speech
    )


def cut_to_play(clip: Clip, source: Path, target: Path) -> Cut:
    made = play_cut(source, target, clip.start, clip.end)
    suffix = suffix_of(made.content_type)
    return Cut(target, suffix, made.size_bytes, round(made.pre_roll, 6), round(made.play_end, 6), made.duration)


def partial_path(clip: Clip) -> Path:
    """Where an attempt writes: in a folder of its own, so that a late one cannot spoil what another made."""
    folder = attempt_folder(clip.pk, clip.attempt)
    folder.mkdir(exist_ok=True)
    return folder / "clip"


def remove_partial(clip_id: UUID, attempt: int) -> None:
    """Remove whatever an attempt left that is over: a child that was killed cannot tidy up."""
    shutil.rmtree(attempt_folder(clip_id, attempt), ignore_errors=True)


def attempt_folder(clip_id: UUID, attempt: int) -> Path:
    return media.content_path("segment", f"{clip_id}.{attempt}.cut")


def suffix_of(content_type: str) -> str:
    return SUFFIXES.get(content_type, ".mp4")
