"""The page that shows a share."""

from __future__ import annotations

from segments.models import Clip, Supercut
from segments.sharing.clip_page import ClipPage
from segments.sharing.clip_shares import ClipShare
from segments.sharing.page import SharePage
from segments.sharing.shares import Share
from segments.sharing.supercut_page import SupercutPage
from segments.sharing.supercut_shares import SupercutShare


def page_of(share: Share, made: Clip | Supercut, origin: str) -> SharePage:
    """The page of a share whose file is `made`. `origin` is where its visitors reach us."""
    match share, made:
        case ClipShare(), Clip():
            return ClipPage(share, made, origin)
        case SupercutShare(), Supercut():
            return SupercutPage(share, made, origin)
    raise TypeError(f"{made!r} is not the file of {share!r}")
