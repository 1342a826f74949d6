"""A clip as it is shared: its page plays the exact file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segments.models import Clip
from segments.sharing import excerpts
from segments.sharing.captions import captions_of
from segments.sharing.shares import Share
from users.models import User
from videos.models import Video
from videos.selectors import readable_videos


@dataclass(frozen=True, slots=True)
class ClipShare(Share):
    """A clip under one of its addresses."""

    clip: Clip

    @property
    def subject(self) -> Clip:
        return self.clip

    @property
    def videos(self) -> Sequence[Video]:
        return [self.clip.video]

    def may_be_shown_by(self, maker: User) -> bool:
        return maker.is_active and readable_videos(maker).filter(pk=self.clip.video_id).exists()

    def made(self) -> Clip | None:
        return excerpts.find_excerpt(self.clip)

    def wants_making(self) -> bool:
        return excerpts.wants_cutting(self.made())

    def make(self) -> Clip:
        return excerpts.cut_excerpt(self.clip)

    def retry(self) -> None:
        excerpts.retry(self.clip)

    def captions(self) -> str:
        return captions_of(self.clip)
