"""Captions that come with a video: uploaded beside it, from its site, or inside the file. One file is kept of them."""

from __future__ import annotations

import filecmp
import logging
import uuid
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core import media
from core.errors import InvalidInput
from engines.captions import in_child
from engines.errors import CaptionError, HostError
from engines.types import CaptionFile
from videos.models import CaptionPolicy, Video
from videos.pipeline import StepRun, Superseded

log = logging.getLogger(__name__)

SUFFIX = ".captions"
"""Of uploads; what they are, their content says."""


def require_readable(path: Path) -> None:
    """Raises InvalidInput(captions_unreadable). Takes a second; holds no database connection meanwhile."""
    if not connection.in_atomic_block:
        connection.close()
    try:
        in_child.check(path)
    except (CaptionError, HostError) as error:
        detail = "These captions cannot be read. They may be .srt, .vtt, .ass, .ssa, .sbv or .json3."
        raise InvalidInput("captions_unreadable", detail, attr="captions") from error


def beside(upload_id: UUID) -> Path:
    """Where captions wait that were sent along with an upload that is not finished."""
    return media.content_path("incoming", f"{upload_id}{SUFFIX}")


def wait_beside(path: Path, upload_id: UUID) -> None:
    """Move a caption file to where it waits for its upload, in place of an earlier one."""
    path.chmod(0o644)
    path.replace(beside(upload_id))


def take_over(path: Path, video_id: UUID, language: str) -> CaptionFile:
    """As adopt, in a transaction that may fail: the file goes from where it was only once that is committed."""
    spare = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    media.link_or_copy(path, spare)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return adopt(spare, video_id, language)


def adopt(path: Path, video_id: UUID, language: str) -> CaptionFile:
    """Move an uploaded caption file to where those of videos are kept."""
    path.chmod(0o644)
    name = f"{video_id}.{uuid.uuid4().hex[:8]}{SUFFIX}"  # another than that of captions a worker may be reading
    kept = path.replace(media.content_path("captions", name))
    return CaptionFile(kept, language, is_automatic=False)


def wishes(run: StepRun) -> dict[str, Any]:
    """What a download is asked for besides the video: the fields of FetchOptions about captions."""
    wanted = CaptionPolicy.IGNORE if has_captions(run.video) else run.session.caption_policy
    return {"captions": str(wanted), "caption_language": run.session.language}


def keep(run: StepRun, found: CaptionFile | None) -> CaptionFile | None:
    """Move captions out of a folder that is about to go."""
    if found is None:
        return None
    name = f"{run.video.pk}.{run.step_id}-{run.attempt}{found.path.suffix}"
    return CaptionFile(
        found.path.replace(media.content_path("captions", name)), found.language, is_automatic=found.is_automatic
    )


def note(video: Video, kept: CaptionFile | None) -> None:
    """Have the row name the file. It is saved by the caller."""
    if kept is not None:
        video.captions_path = media.relative(kept.path)
        video.captions_language = kept.language[:16]
        video.captions_automatic = kept.is_automatic


def throw_away(kept: CaptionFile | None) -> None:
    if kept is not None:
        kept.path.unlink(missing_ok=True)


def are_transcript_of(video: Video, path: Path) -> bool:
    """Whether the transcript of a video is, or is about to be, that of this caption file."""
    if video.transcript_source == Video.TranscriptSource.SPEECH or not has_captions(video):
        return False
    return filecmp.cmp(path, media.absolute(video.captions_path), shallow=False)


def has_captions(video: Video) -> bool:
    return bool(video.captions_path) and media.absolute(video.captions_path).is_file()


def take_in(run: StepRun, source: Path) -> None:
    """Before speech would be recognised: where captions are wanted and none are here, look for a track in the file.

    Raises CaptionError(captions_missing) where nothing else is wanted; MediaError, FfmpegError, HostError, Stopped.
    """
    policy = run.session.caption_policy
    if policy == CaptionPolicy.IGNORE or has_captions(run.video):
        return
    target = media.content_path("captions", f"{run.video.pk}.{run.step_id}-{run.attempt}.ass")
    found = in_child.extract(source, target, run.session.language, stop=run.stop)
    if found is None and policy == CaptionPolicy.ONLY:
        raise CaptionError("captions_missing", "No captions come with this video, and nothing else was wanted.")
    if found is None:
        log.info("%s comes without captions", run.video)
        return
    try:
        with run.fenced() as video:
            note(video, found)
            video.save(update_fields=["captions_path", "captions_language", "captions_automatic"])
    except Superseded:
        throw_away(found)
        raise
    run.video = video
