"""What is stored: the files of a video, of a person, and of everybody."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count

from core import media
from engines.clips import sample_index_path
from users.models import User
from videos.models import Upload, Video

PATHS = ("source_path", "media_path", "thumbnail_path", "captions_path", "sound_path")
"""The fields that name a video's files."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Of one person, in bytes; `uploads` are those that are not finished. `kinds`: by folder of CONTENT_DIR."""

    videos: int
    video_bytes: int
    uploads: int
    upload_bytes: int
    kinds: dict[str, int]

    @property
    def total_bytes(self) -> int:
        return self.video_bytes + self.upload_bytes


@dataclass(frozen=True, slots=True)
class StoredVideo:
    """What a video takes in all, and what of that is its source: what clips are cut from."""

    video: Video
    size_bytes: int
    source_bytes: int


@dataclass(frozen=True, slots=True)
class Disk:
    """Of everybody, in bytes: by folder of CONTENT_DIR, clips and supercuts (caches) included."""

    kinds: dict[str, int]
    total_bytes: int
    free_bytes: int


def source_files(video: Video) -> set[str]:
    """The stored paths of what clips are cut from; they may be gone."""
    stored = {video.source_path, video.sound_path, video.media_path} - {""}
    if video.media_path:
        stored.add(media.relative(sample_index_path(media.absolute(video.media_path))))
    return stored


def files_of(video: Video) -> set[str]:
    """The stored paths of all that belongs to a video, without its clips."""
    return source_files(video) | ({video.thumbnail_path, video.captions_path} - {""})


def size_of(stored: Iterable[str]) -> int:
    return sum(file_bytes(media.absolute(path)) for path in stored)


def file_bytes(path: Path) -> int:
    """How long a file is; 0 where it is gone."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def stored_by(user: User | None) -> Stored:
    """What one person's videos and uploads take; None: those of accounts that are gone."""
    videos = list(Video.objects.filter(owner=user).only(*PATHS))
    uploads = list(Upload.objects.filter(user=user, finished_at=None).values_list("pk", flat=True))
    kinds: Counter[str] = Counter()
    for path in (path for video in videos for path in files_of(video)):
        kinds[path.partition("/")[0]] += file_bytes(media.absolute(path))
    upload_bytes = size_of(f"incoming/{upload}.upload" for upload in uploads)
    video_bytes = kinds.total()
    kinds["incoming"] += upload_bytes
    found = {kind: size for kind, size in sorted(kinds.items()) if size}
    return Stored(len(videos), video_bytes, len(uploads), upload_bytes, found)


def videos_of(user: User) -> list[StoredVideo]:
    """A person's videos, what takes most in front."""
    videos = Video.objects.filter(owner=user).order_by("created_at", "pk")
    stored = [StoredVideo(video, size_of(files_of(video)), size_of(source_files(video))) for video in videos]
    return sorted(stored, key=lambda one: one.size_bytes, reverse=True)


def people() -> list[User]:
    """Those who have stored something."""
    having = User.objects.annotate(number=Count("videos", distinct=True) + Count("uploads", distinct=True))
    return list(having.filter(number__gt=0).order_by("email"))


def disk() -> Disk:
    """What everything takes."""
    settings.CONTENT_DIR.mkdir(parents=True, exist_ok=True)
    kinds = {path.name: folder_bytes(path) for path in sorted(settings.CONTENT_DIR.iterdir()) if path.is_dir()}
    return Disk(kinds, sum(kinds.values()), shutil.disk_usage(settings.CONTENT_DIR).free)


def folder_bytes(folder: Path) -> int:
    return sum(file_bytes(Path(parent, name)) for parent, _, names in os.walk(folder) for name in names)
