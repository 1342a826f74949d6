"""Moments of a video, written as people and other sites write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from videos.models import Video

YOUTUBE = re.compile(r"youtube:([\w-]{11})")
TWITCH = re.compile(r"twitch:v(\d+)")


@dataclass(frozen=True, slots=True)
class SourceMoment:
    """A second of the video at the site it came from."""

    site: str
    url: str


def watch_url(origin: str, video: Video, seconds: float) -> str | None:
    """Our own page of the video at that second, for those who may see the whole of it."""
    return f"{origin}/watch/{video.pk}?t={int(seconds)}" if video.is_open else None


def source_moment(video: Video, seconds: float) -> SourceMoment | None:
    """Where the source plays on from a second, None where it has no such address; what is private does not tell."""
    if not video.is_open:
        return None
    whole = int(seconds)
    if found := YOUTUBE.fullmatch(video.source_key):
        return SourceMoment("YouTube", f"https://youtu.be/{found[1]}?t={whole}")
    if found := TWITCH.fullmatch(video.source_key):
        moment = f"{whole // 3600}h{whole // 60 % 60}m{whole % 60}s"
        return SourceMoment("Twitch", f"https://www.twitch.tv/videos/{found[1]}?t={moment}")
    return None


def timecode(seconds: float) -> str:
    """`3:41`, `1:02:09`: the second in which it lies."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def iso_duration(seconds: float) -> str:
    """ISO 8601, as schema.org wants it: `PT8.5S`."""
    return f"PT{seconds:.3f}".rstrip("0").rstrip(".") + "S"
