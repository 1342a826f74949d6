"""What the page of a clip shows besides what all pages of shares do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from segments.clips.posters import poster_path
from segments.models import Clip
from segments.sharing.clip_shares import ClipShare
from segments.sharing.moments import SourceMoment, source_moment, timecode, watch_url
from segments.sharing.page import HEIGHT, WIDTH, SharePage
from videos.titles import clean_title


@dataclass(frozen=True, slots=True)
class ClipPage(SharePage):
    """A clip, and where in its video it lies."""

    share: ClipShare
    made: Clip

    words = "segments/clip_words.html"
    heading = "segments/clip_heading.html"

    @property
    def in_work(self) -> str:
        return _("The clip is being cut.")

    @property
    def broken(self) -> str:
        return _("This clip could not be cut.")

    @property
    def to_embed(self) -> str:
        return _("To show the clip in your own page, paste this:")

    @property
    def clip(self) -> Clip:
        return self.share.clip

    @property
    def title(self) -> str:
        """`Title (3:41)`."""
        return f"{clean_title(self.video.title)} ({self.begins})"

    @property
    def description(self) -> str:
        return clean_title(self.clip.text, fallback=clean_title(self.video.title))

    @property
    def text(self) -> str:
        return self.clip.text

    @property
    def seconds(self) -> float:
        return self.clip.end - self.clip.start

    @property
    def size(self) -> tuple[int, int]:
        """In the shape of the picture."""
        width, height = float(self.video.width or WIDTH), float(self.video.height or HEIGHT)
        if self.clip.crop == "vertical":
            width, height = min(width, height * 9 / 16), min(height, width * 16 / 9)
        scale = WIDTH / max(width, height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def poster_url(self) -> str | None:
        """The clip's first frame, made when it is first asked for."""
        if not self.video.thumbnail_path:
            return None
        return self.address_of(poster_path(self.clip), public=self.video.is_open)

    @property
    def file_path(self) -> str:
        is_sound = self.made.format == "mp4" and not self.video.width
        return self.made.path or f"segment/{self.made.pk}.{'m4a' if is_sound else self.made.format}"

    @property
    def begins(self) -> str:
        return timecode(self.clip.start)

    @property
    def ends(self) -> str:
        return timecode(self.clip.end)

    @property
    def watch_url(self) -> str | None:
        return watch_url(self.origin, self.video, self.clip.start)

    @property
    def source(self) -> SourceMoment | None:
        return source_moment(self.video, self.clip.start)

    @property
    def linked_parts(self) -> dict[str, Any]:
        clip = self.clip
        place = {"@type": "Clip", "startOffset": clip.start, "endOffset": clip.end, "url": self.watch_url}
        return {"isPartOf": {"@type": "VideoObject", "name": clean_title(self.video.title), "hasPart": place}}
