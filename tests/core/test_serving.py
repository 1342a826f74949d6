"""Files beside Django: ranges, ETags, and what must not get out."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from core import media
from core.serving import FileServer

BODY = bytes(range(256)) * 2000


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Like Django: a file for /file, text for the rest."""
    if scope["path"].startswith("/file"):
        headers = {
            "X-Accel-Redirect": f"/internal-content/video/{scope['path'][6:]}",
            "Content-Type": "video/mp4",
            "Cache-Control": "private, no-cache",
        }
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]  # in Django's own case
        await send({"type": "http.response.start", "status": 200, "headers": [*raw, (b"Content-Length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
    else:
        await PlainTextResponse("plain")(scope, receive, send)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    media.content_path("video", "a.mp4").write_bytes(BODY)
    transport = httpx.ASGITransport(FileServer(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


async def test_whole_file_with_the_headers_of_the_view(client: httpx.AsyncClient) -> None:
    response = await client.get("/file/a.mp4")

    assert (response.status_code, response.content) == (200, BODY)
    assert response.headers["content-type"] == "video/mp4"
    assert response.headers["content-length"] == str(len(BODY))
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["accept-ranges"] == "bytes"
    assert "x-accel-redirect" not in response.headers


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=511000-", 511000, len(BODY) - 1),
        ("bytes=-5", len(BODY) - 5, len(BODY) - 1),
        ("bytes=0-99999999", 0, len(BODY) - 1),
    ],
)
async def test_range(client: httpx.AsyncClient, asked: str, first: int, last: int) -> None:
    response = await client.get("/file/a.mp4", headers={"Range": asked})

    assert response.status_code == 206
    assert response.content == BODY[first : last + 1]
    assert response.headers["content-range"] == f"bytes {first}-{last}/{len(BODY)}"


async def test_range_beyond_the_end_is_not_satisfiable(client: httpx.AsyncClient) -> None:
    response = await client.get("/file/a.mp4", headers={"Range": "bytes=99999999-"})

    assert response.status_code == 416


@pytest.mark.parametrize("asked", ["bytes=x-y", "bytes", "bytes=5-1", "bytes=,", "items=0-1", "x", "bytes=0-1,9-2"])
async def test_what_is_no_range_is_passed_over(client: httpx.AsyncClient, asked: str) -> None:
    response = await client.get("/file/a.mp4", headers={"Range": asked})

    assert (response.status_code, response.content) == (200, BODY)


async def test_known_etag_answers_not_modified(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/file/a.mp4")).headers["etag"]

    response = await client.get("/file/a.mp4", headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")


async def test_range_of_another_version_sends_the_whole(client: httpx.AsyncClient) -> None:
    response = await client.get("/file/a.mp4", headers={"Range": "bytes=0-9", "If-Range": '"other"'})

    assert (response.status_code, response.content) == (200, BODY)


async def test_head_sends_no_body(client: httpx.AsyncClient) -> None:
    response = await client.head("/file/a.mp4")

    assert (response.content, response.headers["content-length"]) == (b"", str(len(BODY)))


async def test_file_gone_since_the_view_answered(client: httpx.AsyncClient) -> None:
    assert (await client.get("/file/gone.mp4")).status_code == 404


async def test_other_answers_pass_untouched(client: httpx.AsyncClient) -> None:
    assert (await client.get("/other")).text == "plain"
