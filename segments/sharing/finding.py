"""From a name in an address to what is shared under it."""

from __future__ import annotations

from core.errors import NotFound
from segments.models import Clip, ShareLink, Supercut
from segments.sharing.clip_shares import ClipShare
from segments.sharing.shares import LinkEnded, Share
from segments.sharing.supercut_shares import SupercutShare


def find_share(share_id: str) -> Share:
    """What is shared under a name. Raises NotFound, also where nobody may see it any more, and LinkEnded."""
    share = named(share_id)
    if share is not None and share.is_open:
        return share
    link = ShareLink.objects.select_related("clip__video", "supercut__owner", "maker").filter(share_id=share_id).first()
    share = linked(link) if link else None
    if link is None or share is None or not share.may_be_shown_by(link.maker):
        raise NotFound
    if link.has_ended:
        raise LinkEnded
    return share


def named(share_id: str) -> Share | None:
    """What has this name of its own."""
    if clip := Clip.objects.select_related("video").filter(share_id=share_id).first():
        return ClipShare(share_id, None, clip)
    if supercut := Supercut.objects.select_related("owner").filter(share_id=share_id).first():
        return SupercutShare.of(share_id, supercut)
    return None


def linked(link: ShareLink) -> Share | None:
    if link.clip:
        return ClipShare(link.share_id, link, link.clip)
    return SupercutShare.of(link.share_id, link.supercut, link) if link.supercut else None
