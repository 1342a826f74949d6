"""What the page and the player of a share show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from core.media import CONTENT_TYPES, content_url
from segments.clips.posters import poster_path
from segments.models import Clip
from segments.sharing.moments import SourceMoment, source_moment, timecode
from segments.sharing.shares import Share
from videos.models import Video
from videos.titles import clean_title

WIDTH, HEIGHT = 640, 360
"""A player's size in CSS pixels where the video has none of its own, and the longest sides of one that has."""


@dataclass(frozen=True, slots=True)
class SharePage:
    """A share as its visitors see it. `origin` is where they reach us; addresses of pages are full ones."""

    share: Share
    excerpt: Clip
    origin: str

    @property
    def clip(self) -> Clip:
        return self.share.clip

    @property
    def video(self) -> Video:
        return self.clip.video

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
        """Seconds until the clip ends, for a script."""
        return f"{self.clip.end - self.clip.start:.3f}"

    @property
    def is_ready(self) -> bool:
        return self.excerpt.status == Clip.Status.READY and bool(self.excerpt.path)

    @property
    def progress(self) -> int:
        """Percent of the cutting that is done."""
        return int(self.excerpt.progress * 100)

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES.get(PurePosixPath(self.file_path).suffix, "application/octet-stream")

    @property
    def kind(self) -> str:
        """video, audio or image."""
        return self.content_type.partition("/")[0]

    @property
    def file_path(self) -> str:
        """The excerpt's file; before it is cut, the name it will have."""
        is_sound = self.excerpt.format == "mp4" and not self.video.width
        return self.excerpt.path or f"segment/{self.excerpt.pk}.{'m4a' if is_sound else self.excerpt.format}"

    @property
    def file_url(self) -> str:
        return self.origin + self.address_of(self.file_path)

    @property
    def download_url(self) -> str:
        return f"{self.file_url}{'&' if '?' in self.file_url else '?'}download"

    @property
    def poster_url(self) -> str | None:
        """The clip's first frame, made when it is first asked for; None where there is no picture."""
        return self.origin + self.address_of(poster_path(self.clip)) if self.video.thumbnail_path else None

    @property
    def thumbnail_url(self) -> str | None:
        """The video's own small picture."""
        return self.origin + self.address_of(self.video.thumbnail_path) if self.video.thumbnail_path else None

    def address_of(self, stored: str) -> str:
        """A file's address, which does not outlive the link it is shown by."""
        until = self.share.link.expires_at if self.share.link else None
        return content_url(stored, public=self.video.is_open, until=until)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the player in CSS pixels, in the shape of the picture."""
        width, height = float(self.video.width or WIDTH), float(self.video.height or HEIGHT)
        if self.clip.crop == "vertical":
            width, height = min(width, height * 9 / 16), min(height, width * 16 / 9)
        scale = WIDTH / max(width, height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def begins(self) -> str:
        return timecode(self.clip.start)

    @property
    def ends(self) -> str:
        return timecode(self.clip.end)

    @property
    def watch_url(self) -> str | None:
        """Our own page of the video at that second, for those who may see the whole of it."""
        return f"{self.origin}/watch/{self.video.pk}?t={int(self.clip.start)}" if self.video.is_open else None

    @property
    def source(self) -> SourceMoment | None:
        """The same second at the site the video came from; what is private does not say where that is."""
        return source_moment(self.video, self.clip.start) if self.video.is_open else None

    @property
    def title(self) -> str:
        """For places that show a plain line: `Title (3:41)`."""
        return f"{clean_title(self.video.title)} ({self.begins})"

    @property
    def description(self) -> str:
        """What is said, at most 300 characters."""
        return clean_title(self.clip.text, fallback=clean_title(self.video.title))

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
