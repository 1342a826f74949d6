"""What a share address leads to, and for how long."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import ApplicationError
from segments.models import Clip, ShareLink, Supercut
from users.models import User
from videos.models import Video


class LinkEnded(ApplicationError):
    """The link was good once."""

    status = 410

    def __init__(self) -> None:
        super().__init__("link_ended", "This link has ended.")


@dataclass(frozen=True, slots=True)
class Share(ABC):
    """Something under one of its addresses: its own, open while all its videos are, or a link that somebody made."""

    id: str
    link: ShareLink | None

    @property
    def is_open(self) -> bool:
        """Whether its own address may show it."""
        return self.is_shown and bool(self.videos) and all(video.is_open for video in self.videos)

    @property
    def is_shown(self) -> bool:
        """Whether anybody may see it."""
        return True

    @property
    def is_listed(self) -> bool:
        """Whether search engines may know of it."""
        return self.link is None and all(video.is_public for video in self.videos)

    @property
    @abstractmethod
    def subject(self) -> Clip | Supercut:
        """What is shared."""

    @property
    @abstractmethod
    def videos(self) -> Sequence[Video]:
        """The videos it shows, in their order, each once."""

    @abstractmethod
    def may_be_shown_by(self, maker: User) -> bool:
        """Whether somebody's link shows it: they may see it themselves."""

    @abstractmethod
    def made(self) -> Clip | Supercut | None:
        """The row of the file that visitors get; None where that was never asked for."""

    @abstractmethod
    def wants_making(self) -> bool:
        """Whether looking at it begins work."""

    @abstractmethod
    def make(self) -> Clip | Supercut:
        """The file, made or being made. One that failed stays so until `retry`. Raises StorageFull."""

    @abstractmethod
    def retry(self) -> None:
        """Make a file that failed again. Of several who ask at the same time, one begins."""

    @abstractmethod
    def captions(self) -> str:
        """What is said in it, as WebVTT that begins with it."""
