"""What other sites read of a share page: Open Graph, Twitter cards, JSON-LD for search engines.

https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards/overview/player-card, https://schema.org/VideoObject
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from segments.sharing.moments import iso_duration
from segments.sharing.page import SharePage

SITE = "Soundbite"
NO_MARKUP = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def open_graph(page: SharePage) -> list[tuple[str, str]]:
    """(property, content) of each tag. The file may still be in work; its address begins or awaits the cut."""
    width, height = (str(side) for side in page.size)
    media = page.kind
    tags = [
        ("og:site_name", SITE),
        ("og:type", "video.other" if page.kind == "video" else "website"),
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:url", page.url),
        (f"og:{media}", page.file_url),
        (f"og:{media}:type", page.content_type),
    ]
    if page.file_url.startswith("https:"):
        tags.append((f"og:{media}:secure_url", page.file_url))
    if page.kind == "video":
        tags += [("og:video:width", width), ("og:video:height", height)]
    if page.poster_url and page.kind != "image":
        tags.append(("og:image", page.poster_url))
    return tags


def twitter_card(page: SharePage) -> list[tuple[str, str]]:
    """(name, content) of each tag: a player where there is a picture to show before it, else a summary."""
    tags = [("twitter:title", page.title), ("twitter:description", page.description)]
    if page.poster_url is None or page.kind != "video":
        return [("twitter:card", "summary"), *tags]
    width, height = (str(side) for side in page.size)
    return [
        ("twitter:card", "player"),
        *tags,
        ("twitter:image", page.poster_url),
        ("twitter:player", page.embed_url),
        ("twitter:player:width", width),
        ("twitter:player:height", height),
        ("twitter:player:stream", page.file_url),
        ("twitter:player:stream:content_type", page.content_type),
    ]


def linked_data(page: SharePage) -> SafeString:
    """JSON-LD to stand inside a script element: whatever people have said or written, it cannot end that element."""
    written = json.dumps(described(page), ensure_ascii=False).translate(NO_MARKUP)
    return mark_safe(written)  # noqa: S308 -- no character of markup is left


def described(page: SharePage) -> dict[str, Any]:
    body: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": {"audio": "AudioObject", "image": "ImageObject"}.get(page.kind, "VideoObject"),
        "name": page.title,
        "description": page.description,
        "url": page.url,
        "contentUrl": page.file_url,
        "embedUrl": page.embed_url,
        "encodingFormat": page.content_type,
        "duration": iso_duration(page.seconds),
        "uploadDate": page.share.subject.created_at.isoformat(),
        "thumbnailUrl": page.poster_url,
        "transcript": page.text,
        "inLanguage": page.language,
        **page.linked_parts,
    }
    return {name: value for name, value in body.items() if value}
