"""Bodies are judged before anybody reads them."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from core.errors import StorageFull
from core.uploads import LINGER_BYTES, Allowance, BodyGate

LIMIT = 1000


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how many bytes it got."""
    request = Request(scope, receive)
    body = await request.body()
    await JSONResponse({"got": len(body), "announced": request.headers.get("content-length")})(scope, receive, send)


async def judge(scope: Scope, length: int | None) -> Allowance:
    if scope["path"] == "/full":
        raise StorageFull
    return Allowance(LIMIT, read=scope["path"] != "/unread")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(BodyGate(echo, judge))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100):
        yield b"x" * 100


def code_of(response: httpx.Response) -> Any:
    return response.json()["errors"][0]["code"]


async def test_body_within_the_limit_passes(client: httpx.AsyncClient) -> None:
    response = await client.post("/", content=b"x" * LIMIT)

    assert response.json() == {"got": LIMIT, "announced": str(LIMIT)}


async def test_announced_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/", content=b"x" * (LIMIT + 1))

    assert (response.status_code, code_of(response)) == (413, "body_too_large")
    assert response.headers["connection"] == "close"


async def test_chunked_body_within_the_limit_passes(client: httpx.AsyncClient) -> None:
    response = await client.post("/", content=pieces(LIMIT))

    assert response.json()["got"] == LIMIT


async def test_chunked_body_over_the_limit_is_cut_off() -> None:
    read = 0

    async def endless() -> dict[str, Any]:
        nonlocal read
        read += 100
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def reader(_scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})

    scope = {"type": "http", "path": "/", "method": "POST", "headers": []}
    await BodyGate(reader, judge)(scope, endless, send)

    assert read == LIMIT + 100 + LINGER_BYTES // 100 * 100 + 100
    assert [message["type"] for message in sent] == ["http.response.start", *["http.response.body"] * 2]
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["errors"][0]["code"] == "body_too_large"


async def test_body_that_may_not_be_read_reaches_django_empty(client: httpx.AsyncClient) -> None:
    response = await client.post("/unread", content=b"x" * (LIMIT + 1))

    assert response.json() == {"got": 0, "announced": "0"}


async def test_refusal_of_the_judge_is_answered_in_the_one_shape(client: httpx.AsyncClient) -> None:
    response = await client.post("/full", content=b"x")

    assert response.status_code == 507
    assert response.json() == {
        "type": "server_error",
        "errors": [{"code": "disk_full", "detail": StorageFull().detail, "attr": None}],
    }
