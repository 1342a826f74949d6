"""Receiving bytes beside Django: into the end of a file, by one at a time, whatever breaks."""

import asyncio
import base64
import errno
import hashlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from core import receiving
from core.errors import StorageFull
from core.locks import try_lock
from core.receiving import PIECE_BYTES, Plan, Receiver

LIMIT = 5 * PIECE_BYTES
BODY = bytes(range(256)) * (3 * PIECE_BYTES // 256) + b"the end"


class Application:
    """Like Django: plans a PATCH by its path, and tells the outcome. `/files/refused` is refused."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked: list[Scope] = []
        self.bodies: list[bytes] = []
        self.offset: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        self.bodies.append((await receive()).get("body", b""))
        listening = asyncio.ensure_future(receive())  # as Django does: it must not eat the body
        await asyncio.sleep(0)
        status, words = self.judge(scope)
        listening.cancel()
        body = json.dumps(words).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def judge(self, scope: Scope) -> tuple[int, Any]:
        state = scope.get("extensions", {}).get(receiving.KEY)
        if state is None or scope["path"] == "/files/refused":
            return 403 if state else 200, {"method": scope["method"]}
        if state.outcome:
            return 200, {"outcome": state.outcome.value, "size": self.path.stat().st_size}
        sums = dict(scope["headers"]).get(b"upload-checksum", b"").decode().split()
        algorithm, digest = (sums[0], base64.b64decode(sums[1])) if sums else ("", b"")
        offset = self.path.stat().st_size if self.offset is None else self.offset
        state.plan = Plan(self.path, offset, LIMIT - offset, "somebody", algorithm, digest)
        return 204, None


@pytest.fixture
def application(tmp_path: Path) -> Application:
    path = tmp_path / "a.upload"
    path.touch()
    return Application(path)


@pytest.fixture
async def client(application: Application) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Receiver(application, "/files/"))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


async def run(application: Application, messages: list[Any], **headers: str) -> list[Message]:
    """Sends these messages; an exception among them is raised where it would be received."""
    sent: list[Message] = []
    waiting = list(messages)

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        message = waiting.pop(0)
        if isinstance(message, BaseException):
            raise message
        return message

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": "/files/a", "method": "PATCH", "headers": raw}
    await Receiver(application, "/files/")(scope, receive, send)
    return sent


def piece(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


GONE = {"type": "http.disconnect"}


async def test_body_goes_to_the_file_and_not_to_django(client: httpx.AsyncClient, application: Application) -> None:
    response = await client.patch("/files/a", content=BODY)

    assert response.json() == {"outcome": "stored", "size": len(BODY)}
    assert application.path.read_bytes() == BODY
    assert application.bodies == [b"", b""]
    assert [dict(scope["headers"])[b"content-length"] for scope in application.asked] == [b"0", b"0"]


async def test_next_body_goes_on_where_the_first_ended(client: httpx.AsyncClient, application: Application) -> None:
    await client.patch("/files/a", content=BODY[:1000])
    await client.patch("/files/a", content=BODY[1000:])

    assert application.path.read_bytes() == BODY


async def test_other_methods_and_paths_reach_django(client: httpx.AsyncClient, application: Application) -> None:
    assert (await client.post("/files/", content=b"x")).json() == {"method": "POST"}
    assert (await client.patch("/elsewhere", content=b"x")).json() == {"method": "PATCH"}
    assert application.bodies == [b"x", b"x"]


async def test_method_may_be_overridden(client: httpx.AsyncClient, application: Application) -> None:
    patched = await client.post("/files/a", content=BODY, headers={"X-HTTP-Method-Override": "PATCH"})
    deleted = await client.post("/files/a", headers={"X-HTTP-Method-Override": "DELETE"})
    odd = await client.post("/files/a", headers={"X-HTTP-Method-Override": "TRACE"})

    assert patched.json()["outcome"] == "stored"
    assert (deleted.json(), odd.json()) == ({"method": "DELETE"}, {"method": "POST"})


async def test_refused_body_is_not_read(client: httpx.AsyncClient, application: Application) -> None:
    response = await client.patch("/files/refused", content=BODY)

    assert (response.status_code, response.headers["connection"]) == (403, "close")
    assert len(application.asked) == 1
    assert application.path.stat().st_size == 0


async def test_what_came_is_kept_when_the_connection_breaks(application: Application) -> None:
    sent = await run(application, [piece(BODY[:PIECE_BYTES]), piece(b"and a little"), GONE])

    assert sent == []
    assert application.path.read_bytes() == BODY[:PIECE_BYTES] + b"and a little"


async def test_what_came_is_kept_when_the_server_stops(application: Application) -> None:
    with pytest.raises(asyncio.CancelledError):
        await run(application, [piece(BODY[:PIECE_BYTES]), piece(b"and a little"), asyncio.CancelledError()])

    assert application.path.read_bytes() == BODY[:PIECE_BYTES] + b"and a little"
    lock = try_lock(application.path)
    assert lock is not None
    os.close(lock)


async def test_silent_sender_is_let_go(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr("core.uploads.LINGER_SECONDS", 0.01)

    sent = await run(application, [piece(b"a little")])

    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["errors"][0]["code"] == "upload_stalled"
    assert application.path.read_bytes() == b"a little"


async def test_second_writer_is_told(client: httpx.AsyncClient, application: Application, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "PATIENCE_SECONDS", 0)
    lock = try_lock(application.path)

    response = await client.patch("/files/a", content=b"x")

    assert lock is not None
    assert response.json() == {"outcome": "busy", "size": 0}
    os.close(lock)


async def test_writer_waits_for_the_one_whose_connection_just_broke(
    client: httpx.AsyncClient, application: Application, monkeypatch: Any
) -> None:
    monkeypatch.setattr(receiving, "PATIENCE_SECONDS", 60)
    lock = try_lock(application.path)
    assert lock is not None

    coming = asyncio.ensure_future(client.patch("/files/a", content=b"x"))
    settling = asyncio.ensure_future(asyncio.to_thread(receiving.settle, application.path))
    await asyncio.sleep(0)
    os.close(lock)

    assert (await coming).json() == {"outcome": "stored", "size": 1}
    await settling


async def test_file_that_is_not_where_the_plan_says(client: httpx.AsyncClient, application: Application) -> None:
    application.offset = 7

    assert (await client.patch("/files/a", content=b"x")).json() == {"outcome": "moved", "size": 0}


async def test_file_that_went_meanwhile_is_asked_about_again(application: Application) -> None:
    application.offset = 0
    application.path.unlink()

    await run(application, [piece(b"x", more=False)])

    assert len(application.asked) == 2
    assert not application.path.exists()


async def test_more_than_announced_is_not_stored(client: httpx.AsyncClient, application: Application) -> None:
    response = await client.patch("/files/a", content=bytes(LIMIT + 1))

    assert response.json()["outcome"] == "too much"
    assert application.path.stat().st_size <= LIMIT


async def test_full_disk_stops_it(application: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    def require_free_space() -> None:
        raise StorageFull

    monkeypatch.setattr(receiving, "require_free_space", require_free_space)
    monkeypatch.setattr(receiving, "SPACE_BYTES", 2 * PIECE_BYTES)

    sent = await run(application, [*[piece(bytes(PIECE_BYTES))] * 3, piece(b"", more=False)])

    assert json.loads(sent[1]["body"]) == {"outcome": "full", "size": 2 * PIECE_BYTES}


@pytest.mark.parametrize("pieces", [[b"the last of it"], [bytes(PIECE_BYTES), b"the last of it"]])
async def test_disk_that_is_full_to_the_last_byte_stops_it(
    application: Application, monkeypatch: pytest.MonkeyPatch, pieces: list[bytes]
) -> None:
    def write_all(_file: Any, piece: bytearray) -> None:
        if piece:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(receiving, "write_all", write_all)

    sent = await run(application, [*map(piece, pieces), piece(b"", more=False)])

    assert json.loads(sent[1]["body"]) == {"outcome": "full", "size": 0}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_body_with_its_checksum(client: httpx.AsyncClient, application: Application, algorithm: str) -> None:
    good = base64.b64encode(hashlib.new(algorithm, BODY).digest()).decode()
    bad = base64.b64encode(hashlib.new(algorithm, b"other").digest()).decode()
    application.path.write_bytes(b"before")

    refused = await client.patch("/files/a", content=BODY, headers={"Upload-Checksum": f"{algorithm} {bad}"})
    kept = await client.patch("/files/a", content=BODY, headers={"Upload-Checksum": f"{algorithm} {good}"})

    assert refused.json() == {"outcome": "different", "size": 6}
    assert kept.json() == {"outcome": "stored", "size": 6 + len(BODY)}
    assert application.path.read_bytes() == b"before" + BODY
    assert [path.name for path in application.path.parent.iterdir()] == ["a.upload"]


async def test_checked_body_counts_as_a_whole_or_not_at_all(application: Application) -> None:
    digest = base64.b64encode(hashlib.sha1(BODY, usedforsecurity=False).digest()).decode()

    await run(application, [piece(BODY[:PIECE_BYTES]), GONE], Upload_Checksum=f"sha1 {digest}")

    assert application.path.read_bytes() == b""
    assert [path.name for path in application.path.parent.iterdir()] == ["a.upload"]
