"""The web app: one page for all its addresses, with a policy that lets nothing run but the built files."""

import base64
import re
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from core.api import not_found as not_found_in_api
from core.errors import NotFound
from core.media import CONTENT_TYPES, absolute, content_url
from videos.models import Video
from videos.selectors import list_videos, readable

NONCE = "__CSP_NONCE__"
"""What frontend/vite.config.ts writes wherever a nonce belongs."""
OUTLINE = re.compile(r'<template data-first="(\w+)">(.*?)</template>', re.DOTALL)
"""What frontend/index.html shows of a view before the app is here."""
PICTURES = "<!-- pictures -->"
"""Where an outline has room for them."""
WALL = 4
"""So many videos are seen at once, on a wide screen."""
MOST_INLINE_BYTES = 20_000
"""A picture up to this size comes inside the page: a slow phone has it in the time that asking for it would take."""
POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob: https:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""The nonce admits what stands in the page (styles of the first paint, choice of theme) and Mantine's <style>."""
NOT_BUILT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Soundbite</title>'
    "<h1>The web app has not been built</h1><p>Stop Soundbite and run <code>make run</code>, which builds it. "
    'Meanwhile everything works through the <a href="/api/docs">API</a>.</p></html>'
)
OUTSIDE = ("/api/", "/content/", "/static/", "/admin/", "/ws/")
"""Where an unknown address is a program's mistake, not a person's."""


def page(*, status: int = 200, view: str = "", pictures: str = "") -> HttpResponse:
    """The app's page, with a nonce of its own, and the outline of `view` with its `pictures` (HTML), if it has any."""
    built: Path = settings.WEB_DIR / "index.html"
    try:
        text = built.read_text(encoding="utf-8")
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503)
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
    text = OUTLINE.sub(lambda found: found[2] if pictures and found[1] == view else "", text)
    text = text.replace(NONCE, nonce).replace(PICTURES, pictures)
    return HttpResponse(text, status=status, headers=headers)


@require_safe
def app(request: HttpRequest, video: str = "") -> HttpResponse:
    """Any address of the app; what it shows there is the app's own affair, but for its first pictures."""
    view = "watch" if video else {"/": "front", "/library": "library"}.get(request.path, "")
    try:
        if video:
            return page(view=view, pictures=picture_of(video))
        if view and not request.GET:
            return page(view=view, pictures=wall())
    except DatabaseError:  # the app asks as well, and tells
        pass
    return page()


def picture_of(video_id: str) -> str:
    """The picture that waits in the place of the player, as HTML; empty for a video that not everyone may watch."""
    try:
        video = readable(AnonymousUser(), video_id)
    except NotFound:
        return ""
    if not (video.thumbnail_path and video.media_path) or video.source_dropped_at:
        return ""
    return image_of(video, is_inline=True)


def wall() -> str:
    """The newest videos that everyone may see, as the items of a list in HTML."""
    item = '<li><a href="/watch/{}"><span class="first-frame">{}</span><b>{}</b></a></li>'
    videos = list_videos(AnonymousUser(), {})[:WALL]
    shown = [(video.pk, image_of(video, is_inline=place == 0), video.title) for place, video in enumerate(videos)]
    return format_html_join("", item, shown)


def image_of(video: Video, *, is_inline: bool) -> str:
    """The video's picture as HTML, if it has one; `is_inline`: with its bytes, where these are few."""
    if not video.thumbnail_path:
        return ""
    address = content_url(video.thumbnail_path, public=video.is_open)
    inline = inlined(video.thumbnail_path) if is_inline else None
    if inline is None:
        return format_html('<img src="{}" alt="" fetchpriority="high">', address)
    return format_html('<img src="{}" data-of="{}" alt="" decoding="sync">', inline, address)


def inlined(stored: str) -> str | None:
    """A stored file as an address that holds its bytes; None where it is large, gone or unreadable."""
    path = absolute(stored)
    try:
        if path.stat().st_size > MOST_INLINE_BYTES:
            return None
        content = base64.b64encode(path.read_bytes()).decode("ascii")
    except OSError:  # the browser asks for it, and shows what it then gets
        return None
    return f"data:{CONTENT_TYPES[path.suffix]};base64,{content}"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse | JsonResponse:
    """404: in the app for people who opened an address, in the one error shape for programs."""
    is_person = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if is_person and not request.path.startswith(OUTSIDE):
        return page(status=404)
    return not_found_in_api(request, exception)
