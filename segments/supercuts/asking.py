"""What people do with supercuts: ask for one, look at it, take it away, cancel or delete it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet

from core.errors import ApplicationError, NotFound, WrongState
from core.media import require_free_space
from segments import cache, making
from segments.models import Supercut
from segments.selectors import open_supercuts
from segments.supercuts import work
from segments.supercuts.exports.timeline import Timeline, timeline
from segments.supercuts.items import items_of, request_key, stored
from segments.supercuts.planning import SupercutWish, planned, still_readable
from users.models import User
from videos.models import Video
from videos.selectors import Viewer

Status = Supercut.Status


class SupercutInWork(ApplicationError):
    """The supercut's file is being made; come back in a moment."""

    status = 503

    def __init__(self) -> None:
        detail = "This supercut is being made. Please try again in a moment."
        super().__init__("supercut_in_work", detail, retry_after=2)


def request_supercut(asker: User, wish: SupercutWish) -> Supercut:
    """The supercut somebody wants, made or in work. Whoever asks for the same again gets the same.

    Raises what planned() raises, and StorageFull.
    """
    items = planned(asker, wish)
    key = request_key(items, wish.form, titles=wish.titles)
    if not Supercut.objects.filter(owner=asker, key=key, status=Status.READY).exclude(path="").exists():
        require_free_space()
    supercut, made = Supercut.objects.get_or_create(
        owner=asker,
        key=key,
        defaults={"query": wish.query, "items": stored(items), "format": wish.form, "titles": wish.titles},
    )
    if made:
        making.send(supercut)
    elif supercut.status in {Status.FAILED, Status.CANCELLED} or len(supercut.items) < len(items):
        work.begin_again(supercut, items)
    return fresh(supercut)


def supercuts_of(owner: User) -> QuerySet[Supercut]:
    """A person's supercuts, newest first."""
    return Supercut.objects.filter(owner=owner)


def own_supercut(viewer: Viewer, supercut_id: UUID) -> Supercut:
    """The supercut, for its owner and staff; NotFound for anybody else."""
    supercut = any_supercut(supercut_id)
    if not is_theirs(viewer, supercut):
        raise NotFound
    return supercut


def is_theirs(viewer: Viewer, supercut: Supercut) -> bool:
    """Whether the viewer may do with it as they like: its owner and staff may."""
    return viewer.is_authenticated and (viewer.is_staff or supercut.owner_id == viewer.pk)


def readable_supercut(viewer: Viewer, supercut_id: UUID) -> Supercut:
    """The supercut whose file the viewer may have: their own, and one whose videos are all open; else NotFound."""
    supercut = any_supercut(supercut_id)
    if not (is_theirs(viewer, supercut) or is_open(supercut)):
        raise NotFound
    return supercut


def is_open(supercut: Supercut) -> bool:
    """Whether whoever has its address may see it."""
    return supercut.pk in open_supercuts([supercut])


def any_supercut(supercut_id: UUID) -> Supercut:
    """The supercut for whoever brings a signature over its file's address; NotFound where there is none."""
    supercut = Supercut.objects.select_related("owner").filter(pk=supercut_id).first()
    if supercut is None:
        raise NotFound
    return supercut


def fresh(supercut: Supercut) -> Supercut:
    """The supercut as it is now. Its use is noted.

    One that was evicted, or that holds a video its owner may no longer see, is made again, without that video.
    """
    supercut.refresh_from_db()
    if supercut.status == Status.READY:
        items = items_of(supercut)
        left = still_readable(supercut.owner, items)
        if len(left) < len(items) or not cache.has_file(supercut):
            require_free_space()
            work.begin_again(supercut, left)
    cache.touch(supercut)
    return supercut


def delete_supercut(supercut: Supercut) -> None:
    """Cancel a supercut in work, which may then be asked for again; delete any other with its file."""
    if not work.cancel(supercut):
        supercut.delete()


def timeline_of(supercut: Supercut, url_of: Callable[[Video], str]) -> Timeline:
    """What the supercut's file is made of, without videos its owner may no longer see; raises WrongState before that.

    `url_of` gives the address of a video's file.
    """
    items = still_readable(supercut.owner, items_of(supercut))
    if not items or not all(item.frames for item in items):
        raise WrongState("supercut_not_ready", "This supercut is not made yet.")
    videos = {str(video.pk): video for video in Video.objects.filter(pk__in={item.video_id for item in items})}
    return timeline(f"Supercut {supercut.query}", items, videos, url_of)
