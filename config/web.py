"""The web app: one page for all its addresses, with a policy that lets nothing run but the built files."""

import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from core.api import not_found as not_found_in_api
from core.errors import NotFound
from core.media import content_url
from videos.selectors import readable

NONCE = "__CSP_NONCE__"
"""What frontend/vite.config.ts writes wherever a nonce belongs."""
FIRST_VIEW = "<!-- first view -->"
"""Where frontend/index.html has room for what is seen of a view before the app is here."""
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


def page(*, status: int = 200, first_view: str = "") -> HttpResponse:
    """The app's page, with a nonce of its own. `first_view` is HTML."""
    built: Path = settings.WEB_DIR / "index.html"
    try:
        text = built.read_text(encoding="utf-8")
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503)
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
    text = text.replace(NONCE, nonce).replace(FIRST_VIEW, first_view)
    return HttpResponse(text, status=status, headers=headers)


@require_safe
def app(_request: HttpRequest, video: str = "") -> HttpResponse:
    """Any address of the app; what it shows there is the app's own affair, but for the picture of a `video`."""
    return page(first_view=picture_of(video) if video else "")


def picture_of(video_id: str) -> str:
    """The picture that waits in the place of the player, as HTML; empty for a video that not everyone may watch."""
    try:
        video = readable(AnonymousUser(), video_id)
    except (NotFound, DatabaseError):  # the app asks as well, and tells
        return ""
    if not (video.thumbnail_path and video.media_path) or video.source_dropped_at:
        return ""
    address = content_url(video.thumbnail_path, public=video.is_open)
    return format_html('<div class="first-view"><img src="{}" alt="" fetchpriority="high"></div>', address)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse | JsonResponse:
    """404: in the app for people who opened an address, in the one error shape for programs."""
    is_person = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if is_person and not request.path.startswith(OUTSIDE):
        return page(status=404)
    return not_found_in_api(request, exception)
