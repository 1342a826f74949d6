"""Reading what yt-dlp found: its information dictionaries become SourceInfo.

The fields are described in the docstring of yt_dlp.extractor.common.InfoExtractor.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from engines.downloaders.failures import failure
from engines.downloaders.places import direct_key, is_page_of, platform_of
from engines.downloaders.types import Kind, Place, SourceEntry, SourceInfo
from engines.errors import DownloadError

Info = dict[str, Any]
"""An information dictionary of yt-dlp."""

LISTS = {"playlist", "multi_video"}
LIVE = {"is_live": "is_live", "is_upcoming": "not_yet_live", "post_live": "is_live"}
MARKS = {"[Private video]": "private_source", "[Deleted video]": "removed"}
"""What YouTube shows in place of a title."""
AVAILABILITY = {
    "private": "private_source",
    "premium_only": "members_only",
    "subscriber_only": "members_only",
    "needs_auth": "login_required",
}
UNTITLED = "Untitled"
MAX_KEY = 512


def read_source(info: Info, place: Place, max_entries: int) -> SourceInfo:
    """What yt-dlp found at an address, whether video or list. `max_entries` is how many of a list it was asked for."""
    return _read_list(info, place, max_entries) if info.get("_type") in LISTS else _read_video(info, place)


def require_ended(info: Info) -> None:
    """Raises DownloadError(is_live or not_yet_live) where there is no whole video yet."""
    status = "is_live" if info.get("is_live") else info.get("live_status")
    if status in LIVE:
        raise failure(LIVE[status])


def _read_video(info: Info, place: Place) -> SourceInfo:
    platform, key = _name(info, place)
    return SourceInfo(
        kind="video",
        platform=platform,
        source_key=key,
        source_url=_page(info, place),
        title=_text(info, "title", "fulltitle", "id") or UNTITLED,
        channel_name=_text(info, "channel", "uploader", "creator", "series"),
        channel_id=_text(info, "channel_id", "uploader_id"),
        duration=_number(info.get("duration")),
        published_at=_published_at(info),
        thumbnail_url=_thumbnail(info),
        language=_text(info, "language"),
        is_live=info.get("is_live") is True or info.get("live_status") in LIVE,
        caption_languages=_caption_languages(info),
    )


def _read_list(info: Info, place: Place, max_entries: int) -> SourceInfo:
    entries = [entry for entry in info.get("entries") or () if entry]
    platform, key = _name(info, place)
    return SourceInfo(
        kind=_list_kind(info, place),
        platform=platform,
        source_key=key,
        source_url=_page(info, place),
        title=_text(info, "title", "channel", "id") or UNTITLED,
        channel_name=_text(info, "channel", "uploader"),
        channel_id=_text(info, "channel_id", "uploader_id"),
        thumbnail_url=_thumbnail(info),
        entries=tuple(_read_entries(entries)),
        entry_count=info.get("playlist_count") or (len(entries) if len(entries) < max_entries else None),
    )


def _read_entries(entries: Iterable[Info]) -> Iterable[SourceEntry]:
    """The videos of a list; those without an address that can be asked for are passed over."""
    for entry in entries:
        url = _text(entry, "webpage_url", "original_url", "url")
        try:
            place = platform_of(url or "", allow_private=True)
        except DownloadError:
            continue
        yield SourceEntry(
            source_url=place.url,
            source_key=place.source_key,
            title=_text(entry, "title", "id") or UNTITLED,
            duration=_number(entry.get("duration")),
            thumbnail_url=_thumbnail(entry),
            problem=_problem(entry),
        )


def _problem(entry: Info) -> str | None:
    """The code of what keeps a video of a list from being fetched, as far as the list tells."""
    status, availability = entry.get("live_status"), entry.get("availability")
    return MARKS.get(str(entry.get("title"))) or AVAILABILITY.get(str(availability)) or LIVE.get(str(status))


def _list_kind(info: Info, place: Place) -> Kind:
    if place.kind in ("playlist", "channel"):
        return place.kind
    return "channel" if info.get("channel_id") and info.get("id") == info.get("channel_id") else "playlist"


def _name(info: Info, place: Place) -> tuple[str, str]:
    """Platform and source key. An address that leads on to YouTube or Twitch gets the name it has there."""
    there = place if place.platform else _place_of_page(info)
    if there.platform:
        return there.platform, there.source_key or f"{there.platform}:{info['id']}"
    extractor = str(info["extractor_key"])
    if not is_page_of(extractor, _text(info, "webpage_url") or ""):  # found in a page, so its id is of that page only
        return ("direct" if info.get("direct") else "web"), direct_key(place.url)
    return extractor.lower(), f"{extractor.lower()}:{info['id']}"[:MAX_KEY]


def _place_of_page(info: Info) -> Place:
    nowhere = Place(None, None, "", None)
    try:
        return platform_of(_text(info, "webpage_url") or "", allow_private=True)
    except DownloadError:
        return nowhere


def _page(info: Info, place: Place) -> str:
    """The address to show to people: as canonical as is known."""
    if place.platform:
        return place.url
    there = _place_of_page(info)
    return there.url if there.url and is_page_of(str(info["extractor_key"]), there.url) else place.url


def _published_at(info: Info) -> datetime | None:
    """The day at least; None where a site says none there ever was."""
    stamp = _number(info.get("timestamp")) or _number(info.get("release_timestamp"))
    day = _text(info, "upload_date", "release_date")
    try:
        if stamp is not None:
            return datetime.fromtimestamp(stamp, UTC)
        return datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) if day else None
    except (ValueError, OverflowError, OSError):
        return None


def _thumbnail(info: Info) -> str | None:
    """The one yt-dlp chose, else the best: it sorts them worst first."""
    listed = [thumbnail.get("url") for thumbnail in info.get("thumbnails") or ()]
    chosen = info.get("thumbnail") or (listed[-1] if listed else None)
    return chosen if isinstance(chosen, str) and chosen.startswith(("http://", "https://")) else None


def _caption_languages(info: Info) -> tuple[str, ...]:
    return tuple(sorted(language for language in info.get("subtitles") or {} if language != "live_chat"))


def _text(info: Info, *names: str) -> str | None:
    """The first of these fields that holds text."""
    values = (info.get(name) for name in names)
    return next((str(value) for value in values if value not in (None, "")), None)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None
