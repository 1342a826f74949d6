"""What is stored: the files of a video, of a person, and of everybody."""

from __future__ import annotations

import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value

from core import media
from engines.clips import sample_index_path
from users.models import User
from videos.models import StoredFile, Upload, Video

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PATHS = ("source_path", "media_path", "thumbnail_path", "captions_path", "sound_path")
"""The fields that name a video's files."""
BATCH = 200
FOLDER = Func(F("path"), Value("/"), Value(1), function="split_part", output_field=CharField())


class Sizes(TypedDict):
    """What `sized` tells of a video, in bytes."""

    size_bytes: int
    source_bytes: int


SizedVideo: TypeAlias = "WithAnnotations[Video, Sizes]"


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


def file_bytes(path: Path) -> int:
    """How long a file is; 0 where it is gone."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def note_sizes(videos: QuerySet[Video]) -> None:
    """Write down how long the files of videos are, where that is not known."""
    is_named = reduce(or_, (~Q(**{path: ""}) for path in PATHS))
    known = StoredFile.objects.filter(video=OuterRef("pk"))
    unknown = list(videos.filter(is_named, ~Exists(known)).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(unknown), BATCH):
        with transaction.atomic():  # whoever changes a video's files holds it, and forgets what is written here
            held = Video.objects.select_for_update().filter(pk__in=unknown[first : first + BATCH]).order_by("pk")
            rows = [row for video in held.only(*PATHS) for row in rows_of(video)]
            StoredFile.objects.bulk_create(rows, ignore_conflicts=True)


def rows_of(video: Video) -> Iterator[StoredFile]:
    source = source_files(video)
    for path in files_of(video):
        size = file_bytes(media.absolute(path))
        yield StoredFile(video=video, path=path, size_bytes=size, is_source=path in source)


def sized(videos: QuerySet[Video]) -> QuerySet[SizedVideo]:
    """The videos with `size_bytes`, what each takes in all, and `source_bytes`, what of that clips are cut from."""
    note_sizes(videos)
    size = Sum("stored_files__size_bytes", default=0)
    return videos.annotate(
        size_bytes=size, source_bytes=Sum("stored_files__size_bytes", filter=Q(stored_files__is_source=True), default=0)
    )


def videos_of(user: User) -> QuerySet[SizedVideo]:
    """A person's videos as `sized` gives them, what takes most in front."""
    return sized(Video.objects.filter(owner=user)).order_by("-size_bytes", "created_at", "pk")


def stored_by(user: User) -> Stored:
    """What one person's videos and uploads take."""
    everybody = tallied(Video.objects.filter(owner=user), Upload.objects.filter(user=user))
    return everybody.get(user.pk, Stored(0, 0, 0, 0, {}))


def stored_by_person() -> dict[UUID | None, Stored]:
    """What each person's videos and uploads take, of those who have any; None: those of accounts that are gone."""
    return tallied(Video.objects.all(), Upload.objects.all())


def tallied(videos: QuerySet[Video], uploads: QuerySet[Upload]) -> dict[UUID | None, Stored]:
    """What these take, by person."""
    note_sizes(videos)
    kinds: defaultdict[UUID | None, Counter[str]] = defaultdict(Counter)
    files = StoredFile.objects.filter(video__in=videos).annotate(kind=FOLDER)
    for person, kind, size in files.values_list("video__owner", "kind").annotate(Sum("size_bytes")):
        kinds[person][kind] = size
    sizes: defaultdict[UUID | None, list[int]] = defaultdict(list)
    for person, pk in uploads.filter(finished_at=None).values_list("user", "pk"):
        sizes[person].append(file_bytes(media.content_path("incoming", f"{pk}.upload")))
    counts = dict(videos.order_by().values_list("owner").annotate(Count("pk")))
    return {
        person: stored(counts.get(person, 0), kinds[person], sizes[person]) for person in counts.keys() | sizes.keys()
    }


def stored(videos: int, kinds: Counter[str], uploads: Sequence[int]) -> Stored:
    """Of one person: how many videos, how long their files are by kind, and how long each upload is."""
    taken = kinds + Counter(incoming=sum(uploads))  # without what is 0
    return Stored(videos, kinds.total(), len(uploads), sum(uploads), dict(sorted(taken.items())))


def disk() -> Disk:
    """What everything takes, as it lies there: caches and what nothing knows of included."""
    settings.CONTENT_DIR.mkdir(parents=True, exist_ok=True)
    kinds = {path.name: folder_bytes(path) for path in sorted(settings.CONTENT_DIR.iterdir()) if path.is_dir()}
    return Disk(kinds, sum(kinds.values()), shutil.disk_usage(settings.CONTENT_DIR).free)


def folder_bytes(folder: Path) -> int:
    return sum(file_bytes(Path(parent, name)) for parent, _, names in os.walk(folder) for name in names)
