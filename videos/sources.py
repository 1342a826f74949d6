"""Videos by URL: what an address names, the row that stands for it, and what is known of it before it is here."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from core.errors import InvalidInput, Overloaded
from engines.downloaders import in_child
from engines.downloaders.places import DIRECT, direct_key, platform_of
from engines.downloaders.types import FetchOptions, SourceInfo
from engines.errors import DownloadError
from users.models import User
from videos.models import Video, Visibility
from videos.titles import clean_title

KEPT_SECONDS = 900
PATIENCE_SECONDS = 20

lookups = threading.BoundedSemaphore(settings.LOOKUPS_AT_ONCE)


@dataclass(frozen=True, slots=True)
class Source:
    """What is asked for by URL; `info` is there where somebody looked it up a moment ago."""

    url: str
    key: str
    platform: str
    info: SourceInfo | None


def fetch_options() -> FetchOptions:
    """How this installation fetches."""
    return FetchOptions(
        allow_private=settings.ALLOW_PRIVATE_SOURCES,
        proxy=settings.FETCH_PROXY,
        cookie_file=Path(settings.COOKIE_FILE) if settings.COOKIE_FILE else None,
        plugin_dirs=tuple(settings.YTDLP_PLUGINS),
        pause=settings.FETCH_PAUSE_SECONDS,
        rate_bytes=settings.FETCH_RATE_BYTES,
        max_entries=settings.MAX_LIST_ENTRIES,
        max_bytes=settings.MAX_UPLOAD_BYTES,
        max_duration=settings.MAX_VIDEO_SECONDS,
    )


def source_of(url: str) -> Source:
    """What an address names, without the network. Raises InvalidInput with the code of the downloaders."""
    with as_invalid_input():
        place = platform_of(url, allow_private=settings.ALLOW_PRIVATE_SOURCES)
    known: SourceInfo | None = cache.get(cache_key(place.url))
    kind = known.kind if known else place.kind
    if kind in {"playlist", "channel"}:
        raise InvalidInput("url_is_playlist", "This is a list of videos. Please choose from it.", attr="url")
    if known:
        return Source(known.source_url, known.source_key, known.platform, known)
    return Source(place.url, place.source_key or direct_key(place.url), place.platform or "web", None)


def look_up(url: str) -> SourceInfo:
    """What stands behind an address, kept for a while. Takes seconds; holds no database connection meanwhile.

    Raises InvalidInput with the code of the downloaders, Overloaded where too many look at the same time.
    """
    with as_invalid_input():
        place = platform_of(url, allow_private=settings.ALLOW_PRIVATE_SOURCES)
    known: SourceInfo | None = cache.get(cache_key(place.url))
    if known is None:
        known = ask(place.url)
        cache.set(cache_key(place.url), known, timeout=KEPT_SECONDS)
    return known


def ask(url: str) -> SourceInfo:
    """Look an address up in a child process."""
    if not connection.in_atomic_block:
        connection.close()
    if not lookups.acquire(timeout=PATIENCE_SECONDS):
        raise Overloaded(retry_after=10)
    try:
        with as_invalid_input():
            return in_child.lookup(url, fetch_options())
    finally:
        lookups.release()


@contextmanager
def as_invalid_input() -> Iterator[None]:
    """A URL that cannot be fetched is the asker's input, with the downloader's own code."""
    try:
        yield
    except DownloadError as error:
        raise InvalidInput(error.code, error.detail, attr="url") from error


def cache_key(url: str) -> str:
    return f"lookup.{hashlib.sha256(url.encode()).hexdigest()}"


def find_video(user: User, source: Source, visibility: str) -> Video | None:
    """The row that stands for a source: the one public row of all, or this person's own.

    Of one's own there is one, private or unlisted as its owner last said: asking again changes nothing of who reads it,
    and the answer says which it is.
    """
    videos = Video.objects.filter(Q(source_key=source.key) | Q(source_url=source.url))
    if visibility == Visibility.PUBLIC:
        return videos.filter(visibility=Visibility.PUBLIC).first()
    return videos.filter(owner=user).exclude(visibility=Visibility.PUBLIC).first()


def find_or_make_video(user: User, source: Source, visibility: str) -> Video:
    """The row of a source; of two who make it at the same time, one finds the other's."""
    found = find_video(user, source, visibility)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return make_video(user, source, visibility)
    except IntegrityError:
        found = find_video(user, source, visibility)
        if found is None:
            raise
        return found


def make_video(user: User, source: Source, visibility: str) -> Video:
    video = Video(
        owner=user,
        visibility=visibility,
        source_key=source.key,
        source_url=source.url,
        platform=source.platform,
        title=clean_title(source.url),
        published_at=timezone.now(),
    )
    if source.info:
        describe(video, source.info)
    video.save()
    return video


def ask_what_it_is(video: Video, *, stop: threading.Event) -> SourceInfo | None:
    """What stands behind an address that does not name its source by itself; None where it does, or is a list.

    Takes seconds. Raises DownloadError, Stopped.
    """
    if not video.source_key.startswith(DIRECT):
        return None
    info = in_child.lookup(video.source_url, fetch_options(), stop=stop)
    return info if info.kind == "video" else None


def twin_of(video: Video, key: str) -> Video | None:
    """The other row that stands for this source where there may be only one: in public, or as one person's own."""
    others = Video.objects.filter(source_key=key).exclude(pk=video.pk)
    if video.is_public:
        return others.filter(visibility=Visibility.PUBLIC).first()
    return others.filter(owner=video.owner_id, owner__isnull=False).exclude(visibility=Visibility.PUBLIC).first()


def describe(video: Video, info: SourceInfo) -> None:
    """Take over what the source says of itself. The row is saved by the caller.

    An address that did not name its source by itself gets the source's own key, unless a twin has it already.
    """
    if twin_of(video, info.source_key) is None:
        video.source_key = info.source_key
    video.title = clean_title(info.title, fallback=video.title)
    video.platform = info.platform[:64]
    video.channel_id = clean_title(info.channel_id or "", fallback="")[:200]
    video.channel_name = clean_title(info.channel_name or "", fallback="")
    video.published_at = info.published_at or video.published_at
    video.duration = info.duration or video.duration
    video.language = (info.language or video.language)[:16]
