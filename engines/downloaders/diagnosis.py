"""What happens with an address, step by step, for whoever runs the server. Call it in a child process.

Nothing secret is told: of cookies how many there are, of addresses of media only the host.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from engines.downloaders.information import LISTS, Info, require_ended
from engines.downloaders.javascript import find_runtime
from engines.downloaders.limits import time_limit
from engines.downloaders.places import platform_of
from engines.downloaders.session import Ydl, fetching
from engines.downloaders.sniff import HEAD_BYTES, is_media
from engines.downloaders.types import FetchOptions, Place
from engines.downloaders.ytdlp import extract
from engines.errors import EngineError
from engines.net.addresses import is_public
from engines.net.guard import endpoints
from engines.net.urls import PORTS

SHOWN_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One step: what was found, and whether that is as it should be. A refusal is the last one."""

    step: str
    is_good: bool
    text: str


def diagnose(url: str, options: FetchOptions) -> Iterator[Finding]:
    """Every step of a look-up and the first bytes of a download. Closes the door of this process, see `fetching`."""
    yield _tool()
    yield _runtime()
    try:
        place = platform_of(url, allow_private=options.allow_private or bool(options.allowed))
        yield Finding("address", True, _described(place))
        yield from _names(place, options)
        with time_limit(options.lookup_limit, "source_timeout"), fetching(options) as ydl:
            yield _cookies(ydl, place, options)
            yield from _look_up(ydl, place)
    except EngineError as error:
        yield Finding("refused", False, f"{error.code}: {error.detail}")


def _tool() -> Finding:
    from yt_dlp.version import __version__

    return Finding("yt-dlp", True, f"version {__version__}")


def _runtime() -> Finding:
    runtime = find_runtime()
    if runtime is None:
        return Finding("javascript", True, "none: videos of YouTube cannot be fetched (js_runtime_missing)")
    return Finding("javascript", True, f"{runtime.name} at {runtime.path}")


def _described(place: Place) -> str:
    name = place.source_key or "a name that only the source knows"
    return f"{place.url} ({place.platform or 'no platform known by its address'}, {place.kind or 'any kind'}, {name})"


def _names(place: Place, options: FetchOptions) -> Iterator[Finding]:
    """What the host stands for, and what the guard will say to it."""
    parts = urlsplit(place.url)
    if options.proxy:
        yield Finding(
            "proxy", True, f"everything goes through {urlsplit(options.proxy).hostname}, which finds the host"
        )
        return
    try:
        found = endpoints(str(parts.hostname), parts.port or PORTS[parts.scheme])
    except socket.gaierror:
        yield Finding("name", False, f"{parts.hostname} stands for no address: a wrong name, or no name server answers")
        return
    for address, port in dict.fromkeys(found):
        is_open = is_public(address) or options.allow_private or (address, port) in options.allowed
        verdict = "lets it" if is_open else "refuses it"
        yield Finding("name", is_open, f"{parts.hostname} is {address}: the guard {verdict}")


def _cookies(ydl: Ydl, place: Place, options: FetchOptions) -> Finding:
    if options.cookie_file is None:
        return Finding("cookies", True, "no cookie file is set")
    own = len(ydl.cookiejar.get_cookies_for_url(place.url))
    return Finding("cookies", True, f"{len(list(ydl.cookiejar))} in the cookie file, {own} of them for this address")


def _look_up(ydl: Ydl, place: Place) -> Iterator[Finding]:
    extractor = next(name for name, kind in ydl._ies.items() if kind.suitable(place.url))
    yield Finding("extractor", True, str(extractor))
    info = extract(ydl, place)
    if info.get("_type") in LISTS:
        yield _list(info)
        return
    require_ended(info)
    chosen = info.get("requested_formats") or [info]
    names = " + ".join(str(found.get("format") or found.get("format_id")) for found in chosen)
    yield Finding("formats", True, f"{len(info.get('formats') or chosen)} there, chosen: {names}")
    for found in chosen:
        yield _first_bytes(ydl, found)


def _list(info: Info) -> Finding:
    entries = [entry for entry in info.get("entries") or () if entry]
    titles = ", ".join(str(entry.get("title") or entry.get("id")) for entry in entries[:SHOWN_ENTRIES])
    return Finding("list", True, f"{info.get('playlist_count') or len(entries)} videos: {titles} ...")


def _first_bytes(ydl: Ydl, chosen: Info) -> Finding:
    """Whether the media server sends something, and what it looks like."""
    from yt_dlp.networking import Request

    headers = {**(chosen.get("http_headers") or {}), "Range": f"bytes=0-{HEAD_BYTES - 1}"}
    with ydl.urlopen(Request(chosen["url"], headers=headers)) as response:
        head, status = response.read(HEAD_BYTES), response.status
    host, is_list = urlsplit(chosen["url"]).hostname, chosen.get("protocol") not in ("http", "https")
    kind = "a list of parts" if is_list else "media" if is_media(head) else "no media"
    return Finding(
        "first bytes", is_list or is_media(head), f"{host} answers {status} with {len(head)} bytes of {kind}"
    )
