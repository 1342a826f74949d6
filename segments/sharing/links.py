"""Share links: made, listed and taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from core.errors import NotFound, WrongState
from segments.models import Clip, ShareLink, Supercut
from segments.supercuts.asking import is_theirs
from users.models import User
from videos.selectors import is_editor

MOST_LINKS = 100


def make_link(maker: User, shared: Clip | Supercut, *, expires_at: datetime | None) -> ShareLink:
    """A new link to what its maker may see. Raises WrongState where they have made too many already."""
    if shared.links.filter(maker=maker).count() >= MOST_LINKS:
        raise WrongState("too_many_links", f"There are {MOST_LINKS} links of yours to this. Take some back first.")
    made: ShareLink = shared.links.create(maker=maker, expires_at=expires_at)
    return made


def links_of(viewer: User, shared: Clip | Supercut) -> QuerySet[ShareLink]:
    """The links that the viewer may take back: their own, and everybody's where `may_take_back_all`."""
    links: QuerySet[ShareLink] = shared.links.all()
    return links if may_take_back_all(viewer, shared) else links.filter(maker=viewer)


def may_take_back_all(viewer: User, shared: Clip | Supercut | None) -> bool:
    """Editors of a clip's video may, and whoever a supercut belongs to."""
    if isinstance(shared, Clip):
        return is_editor(viewer, shared.video)
    return shared is not None and is_theirs(viewer, shared)


def revoke_link(viewer: User, link_id: UUID) -> None:
    """Take a link back: its address leads nowhere from now on. Raises NotFound where it is not the viewer's to take."""
    link = ShareLink.objects.select_related("clip__video", "supercut").filter(pk=link_id).first()
    if link is None or not (link.maker_id == viewer.pk or may_take_back_all(viewer, link.clip or link.supercut)):
        raise NotFound
    link.delete()
