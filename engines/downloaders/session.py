"""A yt-dlp that can only do what it is here for: fetch over HTTP, through the guard, with no program but JavaScript."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engines import ffmpeg
from engines.downloaders.failures import failure, read_failure
from engines.downloaders.javascript import Runtime, find_runtime
from engines.downloaders.types import FetchOptions
from engines.net.guard import Door, endpoints, guard

Ydl = Any
"""A yt_dlp.YoutubeDL."""

MAX_PAGE_BYTES = 64 * 1024**2
"""What a page, a playlist or a key may weigh; media are read in blocks and counted elsewhere."""

FORMATS = "bv*+ba/b/ba/bv*"
NO_FFMPEG = os.devnull + "/ffmpeg"
"""A place where no ffmpeg is: yt-dlp would let it open network addresses. Parts are merged by engines.ffmpeg."""

logger = logging.getLogger(__name__)


@contextmanager
def fetching(options: FetchOptions) -> Iterator[Ydl]:
    """A guarded YoutubeDL. Closes this process to the rest of the network for good: call it in a child process.

    Raises:
        EngineError: whatever goes wrong inside, by a code of engines.downloaders.failures.
    """
    runtime = find_runtime()
    door = _close_door(options, runtime)
    try:
        with _open_ydl(options, runtime) as ydl:
            yield ydl
    except Exception as error:  # the boundary to yt-dlp, which raises anything; read_failure() logs the unknown
        known = failure("address_not_allowed") if door.refused else read_failure(error)
        if known is error:
            raise
        raise known from error


def _close_door(options: FetchOptions, runtime: Runtime | None) -> Door:
    allowed = {*options.allowed, *_proxy_endpoints(options.proxy)}
    programs = [ffmpeg.executable(), *([runtime.path] if runtime else [])]
    return guard(allow_private=options.allow_private, allowed=allowed, programs=programs, is_narrow=bool(options.proxy))


def _proxy_endpoints(proxy: str) -> list[tuple[str, int]]:
    if not proxy:
        return []
    parts = urlsplit(proxy)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise failure("proxy_failed", "The proxy of this server must be given as http://host:port (FETCH_PROXY).")
    try:
        return endpoints(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
    except OSError as error:
        raise failure("proxy_failed") from error


def _open_ydl(options: FetchOptions, runtime: Runtime | None) -> Ydl:
    from yt_dlp import YoutubeDL, globals

    globals.plugin_dirs.value = [str(folder) for folder in options.plugin_dirs]
    ydl = YoutubeDL(_parameters(options, runtime), auto_init="no_verbose_header")
    # Of yt-dlp's request handlers only the one on requests: the others also know file, ftp, data and ws, or do not
    # connect through Python's sockets (curl_cffi).
    ydl._request_director = ydl.build_request_director([_handler()])
    return ydl


def _parameters(options: FetchOptions, runtime: Runtime | None) -> dict[str, Any]:
    """See the docstrings of yt_dlp.YoutubeDL and yt_dlp.downloader.common.FileDownloader."""
    return {
        "quiet": True,
        "noprogress": True,
        "logger": _Log(),
        "color": "no_color",
        "cachedir": False,
        "noplaylist": True,
        "extract_flat": "in_playlist",
        "playlist_items": f"1:{options.max_entries}",
        "default_search": "error",
        "format": FORMATS,
        "format_sort": ("lang", f"res:{options.max_height}", "vcodec:h264", "acodec:aac", "ext:mp4:m4a"),
        "allow_unplayable_formats": False,
        "socket_timeout": min(options.stall_limit, 30.0),
        "retries": 3,
        "fragment_retries": 3,
        "extractor_retries": 2,
        "skip_unavailable_fragments": False,
        "continuedl": True,
        "updatetime": False,
        "external_downloader": "native",
        "hls_prefer_native": True,
        "enable_file_urls": False,
        "geo_bypass": False,
        "proxy": options.proxy,
        "sleep_interval_requests": options.pause,
        "ratelimit": options.rate_bytes or None,
        "cookiefile": _cookies(options.cookie_file),
        "js_runtimes": {runtime.name: {"path": runtime.path}} if runtime else {},
        "remote_components": (),
        "ffmpeg_location": NO_FFMPEG,
    }


def _cookies(path: Path | None) -> io.StringIO | None:
    """A copy in memory: yt-dlp writes changed cookies back, and many downloads share the file."""
    if path is None:
        return None
    try:
        return io.StringIO(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise failure("cookies_unreadable") from error


def _handler() -> Any:
    """yt-dlp's handler on requests, with an end to pages that have none."""
    from yt_dlp.networking._requests import RequestsRH

    class PageRH(RequestsRH):  # type: ignore[misc]  # yt-dlp has no types
        def _send(self, request: Any) -> Any:
            response = super()._send(request)
            read = response.read

            def read_at_most(amount: int | None = None) -> bytes:
                if amount is not None:
                    return bytes(read(amount))
                return _whole(read)

            response.read = read_at_most
            return response

    return PageRH


def _whole(read: Any) -> bytes:
    """All of a page. Raises DownloadError(too_large)."""
    page = bytearray()
    while block := read(1 << 16):
        page += block
        if len(page) > MAX_PAGE_BYTES:
            raise failure("too_large", "The page at this address is too large.")
    return bytes(page)


class _Log:
    """What yt-dlp says goes to our log; errors are raised as well and reported by whoever catches them."""

    def debug(self, message: str) -> None:
        logger.debug("%s", message)

    def info(self, message: str) -> None:
        logger.debug("%s", message)

    def warning(self, message: str) -> None:
        logger.info("%s", message)

    def error(self, message: str) -> None:
        logger.info("%s", message)
