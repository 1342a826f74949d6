"""Sending files beside Django, with ranges, ETags and 304. nginx does the same in front (X_ACCEL=1)."""

import re
from typing import Any

from django.conf import settings
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.media import INTERNAL_PREFIX, absolute

RANGES = re.compile(r"bytes=\s*(\d{1,18}-\d{0,18}|-\d{1,18})(\s*,\s*(\d{1,18}-\d{0,18}|-\d{1,18}))*\s*")


class ContentResponse(FileResponse):
    """A file in larger pieces than Starlette's own, for fewer trips to the thread pool."""

    chunk_size = 256 * 1024


class FileServer:
    """Wraps Django: an answer with X-Accel-Redirect is replaced by that file, read in pieces.

    Django has ended its part by then, so that a slow download holds neither a database connection nor a thread.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or settings.X_ACCEL:
            await self.app(scope, receive, send)
            return
        found: dict[str, Any] = {}

        async def intercept(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = {
                    name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]
                }
                if target := headers.pop("x-accel-redirect", None):
                    found.update(target=target, headers=headers)
            if not found:
                await send(message)

        await self.app(scope, receive, intercept)
        if found:
            asked = without_odd_range(scope)
            await file_answer(asked, **found)(asked, receive, send)


def without_odd_range(scope: Scope) -> Scope:
    """The request without a Range header that is none: it is passed over (RFC 9110, 14.2), Starlette would refuse."""
    asked = Headers(scope=scope).get("range")
    if asked is None or is_range(asked):
        return scope
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() != b"range"]}


def is_range(value: str) -> bool:
    """Whether a Range header is well-formed, with no range that ends before it starts."""
    if not RANGES.fullmatch(value):
        return False
    spans = [span.strip().partition("-") for span in value.partition("=")[2].split(",")]
    return all(int(first) <= int(last) for first, _, last in spans if first and last)


def file_answer(scope: Scope, target: str, headers: dict[str, str]) -> Response:
    """The response that sends the file, or says that the browser's copy is still good, or that the file is gone."""
    path = absolute(target.removeprefix(INTERNAL_PREFIX))
    try:
        stat = path.stat()
    except FileNotFoundError:
        return Response(status_code=404)
    headers.pop("content-length", None)
    response = ContentResponse(path, headers=headers, stat_result=stat)
    if StaticFiles(directory=settings.CONTENT_DIR).is_not_modified(response.headers, Request(scope).headers):
        return NotModifiedResponse(response.headers)
    return response
