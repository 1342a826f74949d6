"""Share links: made, listed and taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from core.errors import NotFound, WrongState
from segments.models import Clip, ClipLink
from users.models import User
from videos.selectors import is_editor

MOST_LINKS = 100


def make_link(maker: User, clip: Clip, *, expires_at: datetime | None) -> ClipLink:
    """A new link to a clip that its maker may see. Raises WrongState where they have made too many already."""
    if ClipLink.objects.filter(clip=clip, maker=maker).count() >= MOST_LINKS:
        raise WrongState("too_many_links", f"There are {MOST_LINKS} links of yours to this clip. Take some back first.")
    return ClipLink.objects.create(clip=clip, maker=maker, expires_at=expires_at)


def links_of(viewer: User, clip: Clip) -> QuerySet[ClipLink]:
    """The links to a clip that the viewer may take back: their own, and everybody's for the video's editors."""
    links = ClipLink.objects.filter(clip=clip)
    return links if is_editor(viewer, clip.video) else links.filter(maker=viewer)


def revoke_link(viewer: User, link_id: UUID) -> None:
    """Take a link back: its address leads nowhere from now on. Raises NotFound where it is not the viewer's to take."""
    link = ClipLink.objects.select_related("clip__video").filter(pk=link_id).first()
    if link is None or not (link.maker_id == viewer.pk or is_editor(viewer, link.clip.video)):
        raise NotFound
    link.delete()
