"""Followed channels and playlists: what is new there is requested once, at a pace that sites put up with."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from core import jobs
from core.errors import ApplicationError, InvalidInput, NotFound, WrongState
from engines.downloaders import in_child
from engines.downloaders.places import direct_key
from engines.downloaders.types import FetchOptions, SourceEntry, SourceInfo
from engines.errors import EngineError
from users.models import User
from videos import services, sources
from videos.models import Follow, SeenVideo
from videos.services import Choices
from videos.titles import clean_title
from videos.translation import require_translation

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""How long a claimed look may take: one that was lost is made up for after it. So long one turn keeps others away."""

TURN = timedelta(minutes=5)
"""No look begins later in a turn, so that the last one, however slow its site, ends before the turn's lock does."""

LATEST = 30
"""How many videos of a channel, newest first, are looked at; of a playlist all that a list may have."""

MOST_PATIENCE = timedelta(days=1)

SHOWN = 3
"""How many of the videos that came by a list are shown beside it."""


def follow(user: User, url: str, *, visibility: str, choices: Choices) -> tuple[Follow, bool]:
    """Follow a channel or playlist from now on, and whether that is new. What is there already is not requested.

    Looks it up, which takes seconds. Raises InvalidInput with the code of the downloaders, or url_is_video; WrongState
    where the person follows too many.
    """
    source = sources.look_up(url)
    if source.kind == "video":
        raise InvalidInput("url_is_video", "This is a single video. Follow a channel or a playlist.", attr="url")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # of two calls at once the second finds what the first made
        own = Follow.objects.filter(user=user, source_url=source.source_url).first()
        if own is not None:
            return own, False
        if user.follows.count() >= settings.MAX_FOLLOWS:
            detail = f"You follow {settings.MAX_FOLLOWS} channels and playlists already. Let go of some first."
            raise WrongState("too_many_follows", detail)
        return make_follow(user, source, visibility=visibility, choices=choices), True


def make_follow(user: User, source: SourceInfo, *, visibility: str, choices: Choices) -> Follow:
    now = timezone.now()
    made = Follow.objects.create(
        user=user,
        source_url=source.source_url,
        kind=source.kind,
        platform=source.platform[:64],
        title=clean_title(source.title),
        visibility=visibility,
        **asdict(choices),
        last_checked_at=now,
        next_check_at=now + interval(),
    )
    keys = {key_of(entry) for entry in source.entries if not entry.problem}
    SeenVideo.objects.bulk_create(SeenVideo(follow=made, source_key=key) for key in sorted(keys))
    return made


def unfollow(user: User, follow_id: UUID) -> None:
    """Let go of a list; what was requested stays. NotFound where it is not this person's."""
    if not Follow.objects.filter(pk=follow_id, user=user).delete()[0]:
        raise NotFound


def follows_of(user: User) -> QuerySet[Follow]:
    """A person's follows as they are shown: with `came_count` and `came`, the last few videos that came by each."""
    came = SeenVideo.objects.filter(request__isnull=False).select_related("request__video", "request__user")
    latest = Prefetch("seen", came.order_by("-request__requested_at", "-pk")[:SHOWN], to_attr="came")
    counted = Count("seen", filter=Q(seen__request__isnull=False))
    return user.follows.annotate(came_count=counted).prefetch_related(latest).order_by("-created_at", "id")


def own_follow(user: User, follow_id: UUID) -> Follow:
    """One of them, or NotFound."""
    found = follows_of(user).filter(pk=follow_id).first()
    if found is None:
        raise NotFound
    return found


def change(user: User, follow_id: UUID, **changes: Any) -> None:
    """Change the choices for new videos, or pause (`is_paused`). One that goes on is looked at at once: what appeared
    meanwhile is new. NotFound where it is not this person's, InvalidInput where its engine cannot translate."""
    own = own_follow(user, follow_id)
    if changes.get("translate"):
        require_translation(own.engine, own.model)
    goes_on = own.is_paused and changes.get("is_paused") is False
    Follow.objects.filter(pk=own.pk).update(**changes)
    if goes_on:
        look_soon(user, follow_id)


def look_soon(user: User, follow_id: UUID) -> None:
    """Have a list looked at now, whenever it is due. WrongState where it is paused."""
    own = own_follow(user, follow_id)
    if own.is_paused:
        raise WrongState("wrong_state", "This is paused. Go on with it first.")
    Follow.objects.filter(pk=own.pk).update(next_check_at=timezone.now())
    jobs.send("videos.tasks.look_at_follows")


def interval() -> timedelta:
    return timedelta(minutes=settings.FOLLOW_MINUTES)


def key_of(entry: SourceEntry) -> str:
    """What a video of a list is remembered by."""
    return entry.source_key or direct_key(entry.source_url)


def take_turn() -> None:
    """Look at a few of the lists that are due, with a pause between two; slow ones leave the rest to the next turn."""
    until = time.monotonic() + TURN.total_seconds()
    for _ in range(settings.FOLLOWS_AT_ONCE):
        claimed = claim_next()
        if claimed is None:
            return
        look(claimed)
        time.sleep(settings.FOLLOW_PAUSE_SECONDS)
        if time.monotonic() > until:
            return


def claim_next() -> UUID | None:
    """Take the follow that is due for longest; nobody else gets the same. None where none is due."""
    now = timezone.now()
    due = Follow.objects.filter(next_check_at__lte=now, is_paused=False, user__is_active=True).order_by(
        "next_check_at", "id"
    )
    for row in due[: settings.FOLLOWS_AT_ONCE]:
        if Follow.objects.filter(pk=row.pk, next_check_at=row.next_check_at).update(next_check_at=now + LEASE):
            return row.pk
    return None


def look(follow_id: UUID) -> None:
    """Look at a list and request what is new, then note how it went. May be repeated, also at the same time."""
    followed = Follow.objects.select_related("user").filter(pk=follow_id).first()
    if followed is None:
        return
    try:
        source = ask(followed)
        request_new(followed, source)
    except (EngineError, ApplicationError) as error:
        log.info("%s could not be looked at: %s", followed.source_url, error)
        note_failure(followed, error.code, error.detail)
    except IntegrityError:
        if Follow.objects.filter(pk=follow_id).exists():
            raise
        log.info("%s was let go of while it was looked at", followed.source_url)
    else:
        note_success(followed, source)


def ask(followed: Follow) -> SourceInfo:
    """What the list holds now. Takes seconds and holds no database connection meanwhile."""
    if not connection.in_atomic_block:
        connection.close()
    return in_child.lookup(followed.source_url, options_for(followed))


def options_for(followed: Follow) -> FetchOptions:
    usual = sources.fetch_options()
    return replace(usual, max_entries=min(LATEST, usual.max_entries)) if followed.kind == "channel" else usual


def request_new(followed: Follow, source: SourceInfo) -> None:
    """Request what was not seen before, in the order in which it appeared; the rest of many waits for the next look.

    What cannot be fetched yet (a premiere, say) is left unseen, so that it is requested when it can.
    """
    seen = set(followed.seen.values_list("source_key", flat=True))
    new = [entry for entry in source.entries if not entry.problem and key_of(entry) not in seen]
    for entry in oldest_first(new, followed.kind)[: settings.FOLLOW_NEW_AT_ONCE]:
        request_once(followed, entry)


def oldest_first(entries: list[SourceEntry], kind: str) -> list[SourceEntry]:
    """Channels show the newest first, playlists are in somebody's own order."""
    return entries[::-1] if kind == "channel" else entries


@transaction.atomic
def request_once(followed: Follow, entry: SourceEntry) -> None:
    """Request a video unless that was done; the row that remembers it is made in the same transaction."""
    seen, is_new = SeenVideo.objects.get_or_create(follow=followed, source_key=key_of(entry))
    if not is_new:
        return
    choices = Choices(**followed.choices())
    try:
        request, _ = services.request_url(
            followed.user, entry.source_url, visibility=followed.visibility, choices=choices
        )
    except InvalidInput as error:
        log.info("%s of %s cannot be requested: %s", entry.source_url, followed.source_url, error)
    else:
        SeenVideo.objects.filter(pk=seen.pk).update(request=request)


def note_success(followed: Follow, source: SourceInfo) -> None:
    now = timezone.now()
    Follow.objects.filter(pk=followed.pk).update(
        title=clean_title(source.title, fallback=followed.title),
        last_checked_at=now,
        next_check_at=now + interval(),
        failures=0,
        error_code="",
        error_detail="",
    )


def note_failure(followed: Follow, code: str, detail: str) -> None:
    """Say why in the row, and wait twice as long after each failure in a row, a day at most."""
    now = timezone.now()
    wait = min(interval() * 2 ** min(followed.failures + 1, 10), max(MOST_PATIENCE, interval()))
    Follow.objects.filter(pk=followed.pk).update(
        last_checked_at=now,
        next_check_at=now + wait,
        failures=followed.failures + 1,
        error_code=code,
        error_detail=detail,
    )
