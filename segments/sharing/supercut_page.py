"""What the page of a supercut shows besides what all pages of shares do: where each of its parts comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from segments import selectors
from segments.models import Supercut
from segments.sharing.moments import SourceMoment, source_moment, timecode, watch_url
from segments.sharing.page import HEIGHT, WIDTH, SharePage
from segments.sharing.supercut_shares import SupercutShare
from videos.models import Video
from videos.titles import clean_title


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a video: from `start`, shown from second `at` to `until` of the supercut, with what is said in it."""

    video: Video
    start: float
    at: float
    until: float
    text: str
    origin: str

    @property
    def begins(self) -> str:
        return timecode(self.start)

    @property
    def place(self) -> str:
        """Where it is in the supercut."""
        return timecode(self.at)

    @property
    def seconds(self) -> str:
        """The same for a script."""
        return f"{self.at:.3f}"

    @property
    def watch_url(self) -> str | None:
        return watch_url(self.origin, self.video, self.start)

    @property
    def source(self) -> SourceMoment | None:
        return source_moment(self.video, self.start)

    @property
    def linked_data(self) -> dict[str, Any]:
        name = f"{clean_title(self.video.title)} ({self.begins})"
        body = {"@type": "Clip", "name": name, "startOffset": self.at, "endOffset": self.until}
        return {**body, "isBasedOn": self.watch_url} if self.watch_url else body


@dataclass(frozen=True)
class SupercutPage(SharePage):
    """A supercut and its parts, in their order."""

    share: SupercutShare
    made: Supercut

    words = "segments/supercut_words.html"
    heading = "segments/supercut_heading.html"

    @property
    def in_work(self) -> str:
        return _("The supercut is being made.")

    @property
    def broken(self) -> str:
        return _("This supercut could not be made.")

    @property
    def to_embed(self) -> str:
        return _("To show the supercut in your own page, paste this:")

    @cached_property
    def parts(self) -> Sequence[Part]:
        items, by_id = self.share.items, self.share.by_id
        lengths = [item.duration or item.end - item.start for item in items]
        places = [round(place, 3) for place in accumulate(lengths, initial=0.0)]
        passages = [(by_id[item.video_id], item.start, item.end) for item in items]
        return [
            Part(video, start, place, until, selectors.spoken_between(lines, start, end), self.origin)
            for (video, start, end), place, until, lines in zip(
                passages, places, places[1:], selectors.lines_of(passages), strict=False
            )
        ]

    @property
    def title(self) -> str:
        """What was searched for, else the videos' titles."""
        titles = " · ".join(dict.fromkeys(clean_title(video.title) for video in self.share.videos))
        return clean_title(self.made.query, fallback=clean_title(titles))

    @property
    def description(self) -> str:
        return clean_title(self.text, fallback=self.title)

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if part.text)

    @property
    def seconds(self) -> float:
        return self.parts[-1].until

    @property
    def lasts(self) -> str:
        return timecode(round(self.seconds))

    @property
    def size(self) -> tuple[int, int]:
        return WIDTH, HEIGHT

    @property
    def poster_url(self) -> str | None:
        return self.thumbnail_url

    @property
    def file_path(self) -> str:
        return self.made.path or f"supercut/{self.made.pk}.{self.made.format}"

    @property
    def linked_parts(self) -> dict[str, Any]:
        return {"hasPart": [part.linked_data for part in self.parts]}
