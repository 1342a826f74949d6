"""What the page and the player of a share show."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from core.media import CONTENT_TYPES, content_url
from segments.models import Clip, Supercut
from segments.sharing.shares import Share
from videos.models import Video

WIDTH, HEIGHT = 640, 360
"""A player's size in CSS pixels where the video has none of its own, and the longest sides of one that has."""


@dataclass(frozen=True, slots=True)
class SharePage(ABC):
    """A share as its visitors see it. `origin` is where they reach us; addresses of pages are full ones.

    `words` and `heading` are the templates of what stands below the player; `in_work`, `broken` and `to_embed` are
    sentences in the visitor's language.
    """

    share: Share
    made: Clip | Supercut
    origin: str

    @property
    @abstractmethod
    def words(self) -> str: ...

    @property
    @abstractmethod
    def heading(self) -> str: ...

    @property
    @abstractmethod
    def in_work(self) -> str: ...

    @property
    @abstractmethod
    def broken(self) -> str: ...

    @property
    @abstractmethod
    def to_embed(self) -> str: ...

    @property
    @abstractmethod
    def title(self) -> str:
        """For places that show a plain line."""

    @property
    @abstractmethod
    def description(self) -> str:
        """What is said, at most 300 characters."""

    @property
    @abstractmethod
    def text(self) -> str:
        """All that is said."""

    @property
    @abstractmethod
    def seconds(self) -> float:
        """How long it lasts."""

    @property
    @abstractmethod
    def size(self) -> tuple[int, int]:
        """Width and height of the player in CSS pixels."""

    @property
    @abstractmethod
    def poster_url(self) -> str | None:
        """The picture that stands for it; None where there is none."""

    @property
    @abstractmethod
    def file_path(self) -> str:
        """The file; before it is made, the name it will have."""

    @property
    @abstractmethod
    def linked_parts(self) -> dict[str, Any]:
        """What schema.org is told of the videos it is made of."""

    @property
    def video(self) -> Video:
        """The first that it shows."""
        return self.share.videos[0]

    @property
    def language(self) -> str:
        """What is spoken in all of it, empty where that differs or is not known."""
        spoken = {video.language for video in self.share.videos}
        return spoken.pop() if len(spoken) == 1 else ""

    @property
    def author(self) -> str:
        """The channel that all of it comes from, or nothing."""
        channels = {video.channel_name for video in self.share.videos}
        return channels.pop() if len(channels) == 1 else ""

    @property
    def url(self) -> str:
        return self.origin + reverse("share", args=[self.share.id])

    @property
    def embed_url(self) -> str:
        return self.origin + reverse("embed", args=[self.share.id])

    @property
    def oembed_url(self) -> str:
        return f"{self.origin}{reverse('oembed')}?{urlencode({'url': self.url, 'format': 'json'})}"

    @property
    def length(self) -> str:
        """Seconds until it ends, for a script."""
        return f"{self.seconds:.3f}"

    @property
    def is_ready(self) -> bool:
        return self.made.is_ready

    @property
    def progress(self) -> int:
        """Percent of the work that is done."""
        return int(self.made.progress * 100)

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES.get(PurePosixPath(self.file_path).suffix, "application/octet-stream")

    @property
    def kind(self) -> str:
        """video, audio or image."""
        return self.content_type.partition("/")[0]

    @property
    def file_url(self) -> str:
        return self.address_of(self.file_path, public=self.share.is_open)

    @property
    def download_url(self) -> str:
        return f"{self.file_url}{'&' if '?' in self.file_url else '?'}download"

    @property
    def thumbnail_url(self) -> str | None:
        """The first video's own small picture."""
        video = self.video
        return self.address_of(video.thumbnail_path, public=video.is_open) if video.thumbnail_path else None

    def address_of(self, stored: str, *, public: bool) -> str:
        """A file's address, which does not outlive the link it is shown by."""
        until = self.share.link.expires_at if self.share.link else None
        return self.origin + content_url(stored, public=public, until=until)

    @property
    def embed_code(self) -> str:
        width, height = self.size
        return embed_code(self.embed_url, self.title, width, height)


def embed_code(url: str, title: str, width: int, height: int) -> str:
    """The HTML that puts the player into somebody's page."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" allow="autoplay; fullscreen"'
        ' style="border: 0; max-width: 100%"></iframe>',
        url,
        width,
        height,
        title,
    )
