"""The web app: one page for all its addresses, with a policy that lets nothing run but the built files."""

import secrets
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.api import not_found as not_found_in_api

NONCE = "__CSP_NONCE__"
"""What frontend/vite.config.ts writes wherever a nonce belongs."""
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


def page(*, status: int = 200) -> HttpResponse:
    """The app's page, with a nonce of its own."""
    built: Path = settings.WEB_DIR / "index.html"
    try:
        text = built.read_text(encoding="utf-8")
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503)
    nonce = secrets.token_urlsafe(16)
    headers = {"Content-Security-Policy": POLICY.format(nonce=nonce), "Cache-Control": "no-store"}
    return HttpResponse(text.replace(NONCE, nonce), status=status, headers=headers)


@require_safe
def app(_request: HttpRequest, **_place: str) -> HttpResponse:
    """Any address of the app; what it shows there is the app's own affair."""
    return page()


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse | JsonResponse:
    """404: in the app for people who opened an address, in the one error shape for programs."""
    is_person = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if is_person and not request.path.startswith(OUTSIDE):
        return page(status=404)
    return not_found_in_api(request, exception)
