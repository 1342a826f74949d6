"""oEmbed: what other sites ask to show a player where somebody pasted its address. https://oembed.com"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from core.errors import ApplicationError, NotFound
from segments.sharing.cards import SITE
from segments.sharing.finding import find_share
from segments.sharing.page import SharePage, embed_code
from segments.sharing.showing import page_of
from videos.titles import clean_title

CACHE_SECONDS = 3600
THUMBNAIL_WIDTH = 640
ADDRESS = re.compile(r"/(?:c|embed)/([0-9A-Za-z]{11,32})")


class FormatNotOffered(ApplicationError):
    """There is no XML here."""

    status = 501

    def __init__(self) -> None:
        super().__init__("format_not_supported", "Only json is offered here.", attr="format")


def share_id_of(url: str, origin: str) -> str:
    """The name in an address of one of our own shares. Raises NotFound for all others."""
    try:
        asked, own = urlsplit(url.strip()), urlsplit(origin)
        is_own = asked.scheme in {"http", "https"} and asked.netloc.lower() == own.netloc.lower()
    except ValueError:  # a host in brackets that is no address
        is_own = False
    found = ADDRESS.fullmatch(asked.path) if is_own else None
    if found is None:
        raise NotFound
    return found[1]


def player_of(page: SharePage, *, max_width: int, max_height: int | None) -> dict[str, Any]:
    """The answer of type video, its player in the shape of the picture and inside the limits, in CSS pixels."""
    width, height = fitted(page.size, max_width, max_height)
    answer: dict[str, Any] = {
        "type": "video",
        "version": "1.0",
        "title": page.title,
        "provider_name": SITE,
        "provider_url": page.origin,
        "cache_age": CACHE_SECONDS,
        "html": embed_code(page.embed_url, page.title, width, height),
        "width": width,
        "height": height,
    }
    if page.author:
        answer["author_name"] = clean_title(page.author)
    return answer | thumbnail_of(page, max_width, max_height)


def thumbnail_of(page: SharePage, max_width: int, max_height: int | None) -> dict[str, Any]:
    """The video's picture where it is inside the limits, as the protocol asks."""
    if not (page.thumbnail_url and page.video.width and page.video.height):
        return {}
    width = min(THUMBNAIL_WIDTH, page.video.width)
    height = max(1, round(page.video.height * width / page.video.width))
    if width > max_width or (max_height and height > max_height):
        return {}
    return {"thumbnail_url": page.thumbnail_url, "thumbnail_width": width, "thumbnail_height": height}


def fitted(size: tuple[int, int], max_width: int, max_height: int | None) -> tuple[int, int]:
    """The size, made smaller in its shape until it is inside the limits."""
    width, height = size
    scale = min(1.0, max_width / width, (max_height or height) / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def oembed(url: str, *, origin: str, max_width: int, max_height: int | None) -> dict[str, Any]:
    """The oEmbed answer for an address. Raises NotFound, LinkEnded."""
    share = find_share(share_id_of(url, origin))
    return player_of(page_of(share, share.subject, origin), max_width=max_width, max_height=max_height)
