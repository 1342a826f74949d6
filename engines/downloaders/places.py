"""What an address says by itself: which platform, video or list, and the name of the source.

The addresses of YouTube and Twitch are told apart by yt-dlp's own extractors, so that this never disagrees with what
is fetched in the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from engines.downloaders.failures import failure
from engines.downloaders.types import Place
from engines.net.urls import clean_url

Extractor = Any
"""A class of yt_dlp.extractor."""

NO_VIDEOS = "This page of YouTube is not a video, playlist or channel."
DIRECT = "direct:"
YOUTUBE_CHANNEL_TYPES = {"channel", "c", "user"}
YOUTUBE_HOSTS = {"youtube.com", "youtu.be", "youtube-nocookie.com", "youtubekids.com"}


def platform_of(url: str, *, allow_private: bool = False) -> Place:
    """What an address says by itself, without the network. The first call in a process takes half a second.

    A watch page within a playlist is its video; a channel's front page, live or not, is its list of videos.

    Raises:
        DownloadError: url_invalid, url_unsupported, address_not_allowed (see engines.net.urls.clean_url), and
            url_unsupported for pages of YouTube that hold no one's videos.
    """
    cleaned = clean_url(url, allow_private=allow_private)
    return _youtube(cleaned) or _twitch(cleaned) or Place(None, None, cleaned, None)


def direct_key(url: str) -> str:
    """The source key of a file or page that is known by its address alone."""
    return DIRECT + hashlib.sha256(url.encode()).hexdigest()[:40]


def is_page_of(name: str, url: str) -> bool:
    """Whether an address belongs to the site of this extractor of yt-dlp. None belongs to the generic one."""
    return name != "Generic" and bool(_extractor(name).suitable(url))


def _extractor(name: str) -> Extractor:
    from yt_dlp.extractor import get_info_extractor

    return get_info_extractor(name)


def _youtube(url: str) -> Place | None:
    video, without_list = _extractor("Youtube"), _without(url, "list", "index", "start_radio", "pp")
    if video.suitable(without_list):
        name = video.get_temp_id(without_list)
        return Place("youtube", "video", f"https://www.youtube.com/watch?v={name}", f"youtube:{name}")
    if _extractor("YoutubePlaylist").suitable(url) or _is_list(url):
        name = _parameter(url, "list")
        return Place("youtube", "playlist", f"https://www.youtube.com/playlist?list={name}", f"youtube:{name}")
    if _extractor("YoutubeTab").suitable(url):
        return _youtube_channel(url)
    if ".".join(str(urlsplit(url).hostname).split(".")[-2:]) in YOUTUBE_HOSTS:
        raise failure("url_unsupported", NO_VIDEOS)
    return None


def _is_list(url: str) -> bool:
    return bool(_parameter(url, "list")) and _extractor("YoutubeTab").suitable(url)


def _youtube_channel(url: str) -> Place:
    """A channel's videos, in the tab that was asked for."""
    words = [word for word in urlsplit(url).path.split("/") if word]
    length = 2 if words[0] in YOUTUBE_CHANNEL_TYPES else 1
    if words[0] in ("feed", "hashtag", "browse"):
        raise failure("url_unsupported", NO_VIDEOS)
    tab = words[length] if words[length:] and words[length] in ("videos", "shorts", "streams") else "videos"
    return Place("youtube", "channel", f"https://www.youtube.com/{'/'.join(words[:length])}/{tab}", None)


def _twitch(url: str) -> Place | None:
    """The forms of Twitch, asked in the order in which its stream extractor stands back for the others."""
    forms: tuple[tuple[str, Callable[[str], Place]], ...] = (
        ("TwitchVod", _twitch_video),
        ("TwitchClips", _twitch_clip),
        ("TwitchCollection", lambda name: _twitch_list(f"collections/{name}", "playlist")),
        ("TwitchVideosClips", lambda name: _twitch_list(f"{name}/clips", "channel")),
        ("TwitchVideosCollections", lambda name: _twitch_list(f"{name}/videos?filter=collections", "channel")),
        ("TwitchVideos", lambda name: _twitch_list(f"{name}/videos", "channel")),
        ("TwitchStream", lambda name: _twitch_list(f"{name}/videos", "channel")),
    )
    for extractor, place in forms:
        if _extractor(extractor).suitable(url):
            return place(_extractor(extractor).get_temp_id(url).partition("?")[0])
    return None


def _twitch_video(name: str) -> Place:
    return Place("twitch", "video", f"https://www.twitch.tv/videos/{name}", f"twitch:v{name}")


def _twitch_clip(name: str) -> Place:
    return Place("twitch", "video", f"https://clips.twitch.tv/{name}", f"twitch:clip:{name}")


def _twitch_list(path: str, kind: Literal["playlist", "channel"]) -> Place:
    return Place("twitch", kind, f"https://www.twitch.tv/{path}", None)


def _parameter(url: str, name: str) -> str:
    return parse_qs(urlsplit(url).query).get(name, [""])[0]


def _without(url: str, *names: str) -> str:
    """The address without some parameters of its query."""
    parts = urlsplit(url)
    kept = {name: values for name, values in parse_qs(parts.query).items() if name not in names}
    return urlunsplit(parts._replace(query=urlencode(kept, doseq=True)))
