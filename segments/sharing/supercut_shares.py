"""A supercut as it is shared: what of it its owner may see, and nothing once it was cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segments import cache
from segments.models import ShareLink, Supercut
from segments.sharing.shares import Share
from segments.supercuts import asking, work
from segments.supercuts.exports.vtt import captions_of
from segments.supercuts.items import Item, items_of
from segments.supercuts.planning import still_readable
from users.models import User
from videos.models import Video


@dataclass(frozen=True, slots=True)
class SupercutShare(Share):
    """A supercut under one of its addresses. `items` are those that its owner may still see."""

    supercut: Supercut
    items: Sequence[Item]
    by_id: dict[str, Video]

    @classmethod
    def of(cls, share_id: str, supercut: Supercut, link: ShareLink | None = None) -> SupercutShare:
        items = still_readable(supercut.owner, items_of(supercut))
        videos = Video.objects.filter(pk__in={item.video_id for item in items})
        by_id = {str(video.pk): video for video in videos}  # one may be deleted just now
        return cls(share_id, link, supercut, [item for item in items if item.video_id in by_id], by_id)

    @property
    def is_shown(self) -> bool:
        return self.supercut.owner.is_active and self.supercut.status != Supercut.Status.CANCELLED

    @property
    def subject(self) -> Supercut:
        return self.supercut

    @property
    def videos(self) -> Sequence[Video]:
        return [self.by_id[key] for key in dict.fromkeys(item.video_id for item in self.items)]

    def may_be_shown_by(self, maker: User) -> bool:
        return maker.is_active and self.is_shown and bool(self.items) and asking.is_theirs(maker, self.supercut)

    def made(self) -> Supercut:
        return self.supercut

    def wants_making(self) -> bool:
        if self.supercut.status != Supercut.Status.READY:
            return False
        return len(self.items) < len(self.supercut.items) or not cache.has_file(self.supercut)

    def make(self) -> Supercut:
        return asking.fresh(self.supercut)

    def retry(self) -> None:
        if self.supercut.status == Supercut.Status.FAILED:
            work.begin_again(self.supercut, self.items)

    def captions(self) -> str:
        return captions_of([item for item in self.items if item.frames], self.by_id)
