"""What a share address leads to, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import ApplicationError, NotFound
from segments.models import Clip, ClipLink
from videos.selectors import readable_videos


class LinkEnded(ApplicationError):
    """The link was good once."""

    status = 410

    def __init__(self) -> None:
        super().__init__("link_ended", "This link has ended.")


@dataclass(frozen=True, slots=True)
class Share:
    """A clip under one of its addresses: its own, open while its video is, or a link that somebody made."""

    id: str
    clip: Clip
    link: ClipLink | None = None

    @property
    def is_listed(self) -> bool:
        """Whether search engines may know of it."""
        return self.link is None and self.clip.video.is_public


def find_share(share_id: str) -> Share:
    """What is shared under a name. Raises NotFound, also where nobody may see it any more, and LinkEnded."""
    clip = Clip.objects.select_related("video").filter(share_id=share_id).first()
    if clip is not None and clip.video.is_open:
        return Share(share_id, clip)
    link = ClipLink.objects.select_related("clip__video", "maker").filter(share_id=share_id).first()
    if link is None or not may_still_show(link):
        raise NotFound
    if link.has_ended:
        raise LinkEnded
    return Share(share_id, link.clip, link)


def may_still_show(link: ClipLink) -> bool:
    """A link shows what its maker may see, and nothing once they may not."""
    return link.maker.is_active and readable_videos(link.maker).filter(pk=link.clip.video_id).exists()
