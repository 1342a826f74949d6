"""The values that go in and out of downloaders. All times are float seconds, all sizes bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from engines.net.guard import Endpoint
from engines.types import CaptionFile

Kind = Literal["video", "playlist", "channel"]

GIGABYTE = 1024**3
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to fetch, and how much at most.

    `proxy` is the address of an HTTP proxy ("http://host:port"). With one, nothing else is connected to, and what may
    be fetched through it is up to the proxy. `cookie_file` is in Netscape format and only read. `plugin_dirs` are
    folders that hold yt-dlp plugins. `pause` is the time between two questions to a site, `rate_bytes` the most that a
    download may take a second (0: all there is). `stall_limit` is the time without a byte, `time_limit` that of a
    whole download, `lookup_limit` that of a look-up. `allowed` are addresses with ports that are allowed although they
    are private: for tests. `captions`: whether those of the site are brought along, and are all that counts;
    `caption_language` is the language of the speech, empty where the site shall say it.
    """

    allow_private: bool = False
    proxy: str = ""
    cookie_file: Path | None = None
    plugin_dirs: tuple[Path, ...] = ()
    pause: float = 0.0
    rate_bytes: int = 0
    captions: Literal["ignore", "prefer", "only"] = "ignore"
    caption_language: str = ""
    allowed: tuple[Endpoint, ...] = ()
    max_bytes: int = 20 * GIGABYTE
    max_duration: float = 24 * HOUR
    max_height: int = 1080
    max_entries: int = 200
    time_limit: float = 6 * HOUR
    stall_limit: float = 60.0
    lookup_limit: float = 60.0


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One video of a playlist or channel, as far as its list tells. `source_key` is None where only a look-up knows.

    `problem` is the code of what keeps it from being fetched (engines.downloaders.failures), where the list says so.
    """

    source_url: str
    source_key: str | None
    title: str
    duration: float | None
    thumbnail_url: str | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What stands behind an address.

    `source_key` is the same for all addresses of one source: "youtube:<id>", "twitch:v<id>", "twitch:clip:<name>",
    "direct:<hash of the address>", "<yt-dlp's extractor>:<id>". `language` is as the source says it, often missing;
    `caption_languages` are those of captions made by people. `entries` are the first ones of `entry_count`,
    which is None where the list is long and does not tell.
    """

    kind: Kind
    platform: str
    source_key: str
    source_url: str
    title: str
    channel_name: str | None = None
    channel_id: str | None = None
    duration: float | None = None
    published_at: datetime | None = None
    thumbnail_url: str | None = None
    language: str | None = None
    is_live: bool = False
    caption_languages: tuple[str, ...] = ()
    entries: tuple[SourceEntry, ...] = ()
    entry_count: int | None = None


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A video that is here now, whole: `path` and its captions are all that is left in the folder it came to."""

    path: Path
    info: SourceInfo
    captions: CaptionFile | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What an address says by itself, without a look at the network.

    `platform` is None where neither YouTube nor Twitch knows the address. `url` is its canonical form, `source_key`
    None where the address alone does not name the source.
    """

    platform: Literal["youtube", "twitch"] | None
    kind: Kind | None
    url: str
    source_key: str | None
