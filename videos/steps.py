"""The steps before speech: take the source in, and make of it what browsers play."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from django.conf import settings

from core import media
from engines import in_child
from engines.downloaders import in_child as downloaders
from engines.errors import MediaError
from engines.media import is_playable
from engines.types import MediaInfo
from videos import captions, early_sound, fetching, lifecycle, sources, twins
from videos.models import Video
from videos.pipeline import Step, StepRun, Superseded

SUFFIXES = {"webm": ".webm", "mp3": ".mp3"}


class Download(Step):
    """Take the source in: fetch it, or adopt the upload that is here already. Then look into it, refuse what is no
    media, and note what it holds."""

    name: ClassVar[str] = "download"
    kind: ClassVar[str] = "download"
    weight: ClassVar[int] = 20

    def run(self, run: StepRun) -> None:
        if run.video.source_url and not has_source(run.video):
            twins.name_source(run)
            fetch(run)
        source = source_of(run.video)
        with refusing_source(run):
            info = in_child.probe(source, stop=run.stop)
            require_length(info)
        digest = run.video.content_sha256 or (media.sha256_of(source) if is_own_file(run.video) else "")
        with run.fenced() as video:
            video.has_audio, video.content_sha256 = info.audio is not None, digest
            video.save(update_fields=[*note_size(video, info), "has_audio", "content_sha256"])
        captions.take_in(run, source)


class Prepare(Step):
    """Make the file that browsers play (the source itself where they can), its thumbnail and its sample index."""

    name: ClassVar[str] = "prepare"
    kind: ClassVar[str] = "default"
    weight: ClassVar[int] = 20

    def run(self, run: StepRun) -> None:
        source = source_of(run.video)
        info = in_child.probe(source, stop=run.stop)
        target = playable_path(run.video, info)
        with refusing_source(run, target):
            made = info if source == target else make_playable(run, source, target, info)
            thumbnail = make_thumbnail(run, target, made)
            in_child.index_samples(target, stop=run.stop)
        with run.fenced() as video:
            video.media_path = video.source_path = media.relative(target)
            video.thumbnail_path = media.relative(thumbnail) if thumbnail else ""
            video.save(update_fields=[*note_size(video, made), "media_path", "source_path", "thumbnail_path"])
        if source != target:
            source.unlink(missing_ok=True)


def has_source(video: Video) -> bool:
    return bool(video.source_path) and media.absolute(video.source_path).is_file()


def is_own_file(video: Video) -> bool:
    """Whether somebody brought the file in: it is recognised when they bring it again."""
    return not video.source_url


def note_size(video: Video, info: MediaInfo) -> list[str]:
    """Set how long and how large the video is; returns the names of these fields."""
    video.duration = info.duration
    video.width = info.video.width if info.video else None
    video.height = info.video.height if info.video else None
    return ["duration", "width", "height"]


def source_of(video: Video) -> Path:
    """The source on disk. Raises MediaError(source_missing) where it is gone."""
    path = media.absolute(video.source_path)
    if not has_source(video):
        raise MediaError("source_missing", "The file is no longer here. Please add the video again.")
    return path


def fetch(run: StepRun) -> None:
    """Download the source, going on from what an earlier attempt left, and take over what it says of itself."""
    media.require_free_space()
    with fetching.folder(run) as folder:
        fetched = downloaders.download(
            run.video.source_url,
            folder,
            replace(sources.fetch_options(), **captions.wishes(run)),
            progress=lambda done: run.progress(done * 0.98),
            sound=partial(early_sound.publish, run),
            stop=run.stop,
        )
        name = f"{run.video.pk}.{run.step_id}-{run.attempt}.source"
        kept = fetched.path.replace(media.content_path("incoming", name))
        kept_captions = captions.keep(run, fetched.captions)
    try:
        with run.fenced() as video:
            video.source_path = media.relative(kept)
            captions.note(video, kept_captions)
            sources.describe(video, fetched.info)
            video.save()
    except Superseded:
        kept.unlink(missing_ok=True)
        captions.throw_away(kept_captions)
        raise
    run.video = video


def require_length(info: MediaInfo) -> None:
    if info.duration > settings.MAX_VIDEO_SECONDS:
        hours = settings.MAX_VIDEO_SECONDS / 3600
        raise MediaError("too_long", f"The video is longer than the {hours:g} hours allowed here.")


@contextmanager
def refusing_source(run: StepRun, *made: Path) -> Iterator[None]:
    """Media that can never be used leaves nothing behind: it is given up and the step failed in one transaction.

    Otherwise a kill in between would leave a step that finds no source when it is tried again, and says so. What people
    watch already stays: only the new run over it has failed.
    """
    try:
        yield
    except MediaError as error:
        with run.fenced() as video:
            is_watched = video.source_path == video.media_path
            source = media.absolute(video.source_path)
            if not is_watched:
                video.source_path = ""
                video.save(update_fields=["source_path"])
            lifecycle.fail_step(run, error)
        for path in () if is_watched else (source, *made):
            path.unlink(missing_ok=True)
        raise


def playable_path(video: Video, info: MediaInfo) -> Path:
    """Where the playable file goes: sound alone among the audio, everything else among the video."""
    suffix = SUFFIXES.get(info.container) if is_playable(info) else None
    suffix = suffix or (".mp4" if info.video else ".m4a")
    return media.content_path("video" if info.video else "audio", f"{video.pk}{suffix}")


def make_playable(run: StepRun, source: Path, target: Path, info: MediaInfo) -> MediaInfo:
    """Link the source where it can be played as it is, convert it otherwise; `target` appears by rename.

    Returns what it holds: a header may have promised more seconds, an encoder wants even sizes.
    """
    partial, made = run.partial(target), info
    if is_playable(info):
        media.link_or_copy(source, partial)
    else:
        media.require_free_space(info.size_bytes)
        made = in_child.prepare(source, partial, info, progress=lambda done: run.progress(done * 0.95), stop=run.stop)
    partial.replace(target)
    return made


def make_thumbnail(run: StepRun, source: Path, info: MediaInfo) -> Path | None:
    """A JPEG from a tenth into the video; None for sound alone."""
    if info.video is None:
        return None
    target = media.content_path("thumbnail", f"{run.video.pk}.jpg")
    partial = run.partial(target)
    in_child.thumbnail(source, partial, at=info.duration / 10, stop=run.stop)
    return partial.replace(target)
